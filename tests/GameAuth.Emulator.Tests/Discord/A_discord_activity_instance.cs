using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class A_discord_activity_instance : DiscordTest
{
    private const string Other = "930000000000000002";
    private const string Stranger = "940000000000000009";

    protected override void Configure(EmulatorOptions options, DiscordEmulatorOptions discord)
    {
        discord.Applications.Add(EmulatedDiscordApplication.Default);
        discord.Applications.Add(new EmulatedDiscordApplication { Id = Other, BotToken = "synthetic-other-bot" });
        discord.Instances.Add(new EmulatedDiscordInstance { InstanceId = "i-1", LaunchId = "950000000000000001", Users = ["emunova", Stranger] });
        discord.Instances.Add(new EmulatedDiscordInstance { InstanceId = "i-other", ApplicationId = Other });
    }

    [Fact]
    public async Task Tells_the_bot_where_it_is_and_who_is_in_it()
    {
        WireAnswer answer = await GetAsync("i-1");

        Assert.Equal(
            $$"""{"application_id":"{{DiscordFlow.Application}}","instance_id":"i-1","launch_id":"950000000000000001","location":{"id":"gc-920000000000000001-910000000000000001","kind":"gc","channel_id":"910000000000000001","guild_id":"920000000000000001"},"users":["{{Emulator.Discord.IdOf("emunova")}}","{{Stranger}}"]}""",
            answer.Text);
    }

    [Fact]
    public async Task In_a_private_channel_has_no_guild()
    {
        Emulator.Discord.SetInstance(new EmulatedDiscordInstance { InstanceId = "i-1", GuildId = null });

        Assert.Equal("""{"id":"pc-910000000000000001","kind":"pc","channel_id":"910000000000000001"}""", (await GetAsync("i-1")).Json["location"]!.ToJsonString());
    }

    [Theory]
    [InlineData("i-2")]
    [InlineData("i-other")]
    public async Task That_is_not_the_application_s_is_not_found(string instance) => Assert.Equal("""{"message":"404: Not Found","code":0}""", (await GetAsync(instance)).Text);

    [Fact]
    public async Task Is_over_when_it_ends()
    {
        Assert.True(Emulator.Discord.EndInstance("i-1"));
        Assert.False(Emulator.Discord.EndInstance("i-1"));

        Assert.Equal((404, "404: Not Found", 0), (await GetAsync("i-1")).DiscordError());
        Assert.Equal("i-other", Emulator.Discord.Instances.Single().InstanceId);
    }

    [Theory]
    [InlineData("Bot synthetic-other-bot", 404)]
    [InlineData("Bot wrong", 401)]
    [InlineData("Bearer synthetic-discord-bot", 401)]
    [InlineData("synthetic-discord-bot", 401)]
    [InlineData("Bot ", 401)]
    [InlineData(null, 401)]
    public async Task Wants_the_application_s_own_bot_token(string? authorization, int status) =>
        Assert.Equal(status, (int)(await Client.DiscordGetAsync($"/api/applications/{DiscordFlow.Application}/activity-instances/i-1", authorization)).Status);

    [Fact]
    public void That_makes_no_sense_is_refused()
    {
        Assert.Contains("'zoe'", Assert.Throws<EmulatorException>(() => Emulator.Discord.SetInstance(new EmulatedDiscordInstance { InstanceId = "i-3", Users = ["zoe"] })).Message, StringComparison.Ordinal);
        Assert.Contains("'1'", Assert.Throws<EmulatorException>(() => Emulator.Discord.SetInstance(new EmulatedDiscordInstance { InstanceId = "i-3", ApplicationId = "1" })).Message, StringComparison.Ordinal);
    }

    private Task<WireAnswer> GetAsync(string instance) => Client.DiscordGetAsync($"/api/v10/applications/{DiscordFlow.Application}/activity-instances/{instance}", "Bot " + DiscordFlow.BotToken);
}
