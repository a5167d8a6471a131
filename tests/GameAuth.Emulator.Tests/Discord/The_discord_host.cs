using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class The_discord_host : DiscordTest
{
    [Fact]
    public void Is_one_and_named_in_the_configuration()
    {
        Assert.Equal([DiscordFlow.DiscordHost], Emulator.Hosts.Keys);
        Assert.Equal(Emulator.Hosts[DiscordFlow.DiscordHost].GetLeftPart(UriPartial.Authority), Setting("Endpoints:discord"));
        Assert.Equal(
            (DiscordFlow.Application, DiscordFlow.Secret, DiscordFlow.BotToken, DiscordFlow.DiscordRedirect),
            (Setting("ClientId"), Setting("ClientSecret"), Setting("BotToken"), Setting("RedirectUri")));
        Assert.Equal(Emulator.Discord.PublicKeyOf(), Setting("PublicKey"));
        Assert.Matches("^[0-9a-f]{64}$", Setting("PublicKey"));
    }

    [Fact]
    public async Task Is_not_there_unless_asked_for()
    {
        await using GameAuthEmulator xbox = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "xbox" } });

        Assert.Contains("'discord'", Assert.Throws<EmulatorException>(() => xbox.Discord.IdOf("emunova")).Message, StringComparison.Ordinal);
        Assert.Contains("'zoe'", Assert.Throws<EmulatorException>(() => Emulator.Discord.IdOf("zoe")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/users/@me/guilds", HttpStatusCode.NotImplemented)]
    [InlineData("/api/v6/users/@me", HttpStatusCode.NotImplemented)]
    [InlineData("/api/oauth2/token", HttpStatusCode.MethodNotAllowed)]
    public async Task Says_what_it_does_not_serve(string path, HttpStatusCode status) => Assert.Equal(status, (await Client.DiscordGetAsync(path, null)).Status);

    [Fact]
    public async Task Never_logs_a_secret()
    {
        string code = Emulator.Discord.CreateActivityCode("emunova");
        WireAnswer tokens = await Client.DiscordFormAsync("/api/oauth2/token", DiscordFlow.Basic(), ("grant_type", "authorization_code"), ("code", code));
        await Client.DiscordMeAsync(tokens["access_token"]);
        await Client.DiscordRefreshAsync(tokens["refresh_token"]);

        string log = string.Join('\n', Emulator.Log.Events.Select(one => one.ToJson()));

        foreach (string secret in new[] { code, tokens["access_token"], tokens["refresh_token"], DiscordFlow.Secret, DiscordFlow.BotToken }) { Assert.DoesNotContain(secret, log, StringComparison.Ordinal); }
    }

    public static TheoryData<string, Action<DiscordEmulatorOptions>> Nonsense => new()
    {
        { "username", discord => discord.Users.Add(new EmulatedDiscordUser { Username = "" }) },
        { "userId", discord => discord.Users.Add(new EmulatedDiscordUser { Username = "a", UserId = "12" }) },
        { "two users have the username", discord => { discord.Users.Add(new EmulatedDiscordUser { Username = "a" }); discord.Users.Add(new EmulatedDiscordUser { Username = "A", UserId = "940000000000000001" }); } },
        { "two users have the userId", discord => { discord.Users.Add(new EmulatedDiscordUser { Username = "a", UserId = "940000000000000001" }); discord.Users.Add(new EmulatedDiscordUser { Username = "b", UserId = "940000000000000001" }); } },
        { "'x'", discord => discord.Applications.Add(new EmulatedDiscordApplication { Id = "x" }) },
        { "two applications have the id", discord => { discord.Applications.Add(EmulatedDiscordApplication.Default); discord.Applications.Add(EmulatedDiscordApplication.Default with { BotToken = "b" }); } },
        { "same botToken", discord => { discord.Applications.Add(EmulatedDiscordApplication.Default); discord.Applications.Add(EmulatedDiscordApplication.Default with { Id = "930000000000000002" }); } },
        { "clientSecret", discord => discord.Applications.Add(EmulatedDiscordApplication.Default with { ClientSecret = "" }) },
        { "'redirect'", discord => discord.Applications.Add(EmulatedDiscordApplication.Default with { RedirectUris = ["redirect"] }) },
        { "loopback", discord => discord.Applications.Add(EmulatedDiscordApplication.Default with { WebhookUri = new Uri("https://example.test/events") }) },
        { "instanceId", discord => discord.Instances.Add(new EmulatedDiscordInstance { InstanceId = "" }) },
        { "'zoe'", discord => discord.Instances.Add(new EmulatedDiscordInstance { InstanceId = "i", Users = ["zoe"] }) },
        { "invalidTokenCode", discord => discord.InvalidTokenCode = 7 },
        { "bucketLimit", discord => discord.BucketLimit = 0 },
        { "banDuration", discord => discord.BanDuration = TimeSpan.Zero },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Refuses_what_makes_no_sense(string problem, Action<DiscordEmulatorOptions> change)
    {
        EmulatorOptions options = new();
        change(options.Discord);

        EmulatorException error = await Assert.ThrowsAsync<EmulatorException>(() => GameAuthEmulator.StartAsync(options));

        Assert.StartsWith("DiscordEmulatorOptions: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private string? Setting(string name) => Emulator.Configuration["GameAuth:Discord:" + name];
}
