using System.Text.Json;
using GameAuth.Discord.Tests.World;

namespace GameAuth.Discord.Tests.Session;

/// <summary>What an Activity hands over: its forms, and what becomes of a delegate that fails.</summary>
public class ActivityAuthTests
{
    private const string Application = "930000000000000001";

    private static readonly string Verifier = new('v', 43);

    public static TheoryData<string, string, string?> OddCodes => new()
    {
        { "", Verifier, null },
        { "CANARY code", Verifier, null },
        { "CANARY\r\nX: y", Verifier, null },
        { $"CANARY{new string('c', 507)}", Verifier, null },
        { "c", $"CANARY{new string('v', 36)}", null },
        { "c", $"CANARY{new string('v', 123)}", null },
        { "c", $"CANARY{new string('+', 40)}", null },
        { "c", Verifier, "" },
        { "c", Verifier, "CANARY/../2" },
        { "c", Verifier, $"CANARY{new string('i', 123)}" },
    };

    [Theory]
    [MemberData(nameof(OddCodes))]
    public void A_code_that_is_none_is_refused_and_not_quoted(string code, string verifier, string? instance)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => DiscordActivityAuth.FromCode(new Secret(code), new Secret(verifier), instance));
        Assert.DoesNotContain("CANARY", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CANARY token")]
    [InlineData("CANARY\u00e9")]
    [InlineData(null)]
    public void A_token_that_is_none_is_refused_and_not_quoted(string? token)
    {
        Secret odd = new(token ?? $"CANARY{new string('t', 4091)}");
        ArgumentException refused = Assert.Throws<ArgumentException>(() => DiscordActivityAuth.FromAccessToken(odd, DateTimeOffset.UnixEpoch, Application));
        Assert.DoesNotContain("CANARY", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_of_each_is_taken_and_none_prints_what_it_holds()
    {
        DiscordActivityAuth[] all =
        [
            DiscordActivityAuth.FromCode(new Secret($"CANARY{new string('c', 506)}"), new Secret($"CANARY-._~{new string('v', 118)}"), $"CANARY-_{new string('i', 120)}"),
            DiscordActivityAuth.FromAccessToken(new Secret($"CANARY{new string('t', 4090)}"), DateTimeOffset.UnixEpoch, Application),
        ];
        Assert.All(all, static one =>
        {
            Assert.DoesNotContain("CANARY", one.ToString(), StringComparison.Ordinal);
            Assert.Contains("CANARY", System.Text.Encoding.UTF8.GetString(one.ToBody("n")), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_instance_of_the_activity_goes_along()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        DiscordActivityAuth auth = DiscordActivityAuth.FromCode(new Secret("emu-code"), new Secret(Verifier), "i-1-gc-2");
        await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(app.Discord.SignInAsync(DiscordSignIn.Activity(auth))));
        using JsonDocument sent = JsonDocument.Parse(app.Sent.Last().Body);
        Assert.Equal("i-1-gc-2", sent.RootElement.GetProperty("instance_id").GetString());
    }

    [Fact]
    public async Task A_delegate_that_fails_or_gives_nothing_is_a_typed_error_and_nothing_is_sent()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        ProviderException failed = await Assert.ThrowsAsync<ProviderException>(() => SignInAsync(app, static _ => throw new InvalidOperationException("CANARY")));
        Assert.Equal((true, "activity"), (failed.IsTransient, failed.Step));
        Assert.Contains(nameof(InvalidOperationException), failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("CANARY", failed.ToString(), StringComparison.Ordinal);

        // A time limit of its own is a failure too.
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => SignInAsync(app, static _ => throw new TaskCanceledException("CANARY")))).IsTransient);
        ProviderException nothing = await Assert.ThrowsAsync<ProviderException>(() => SignInAsync(app, static _ => Task.FromResult<DiscordActivityAuth>(null!)));
        Assert.Equal((false, "activity"), (nothing.IsTransient, nothing.Step));
        Assert.Empty(app.Sent);
    }

    [Fact]
    public async Task A_delegate_says_that_the_player_said_no_and_a_caller_who_gives_up_is_told_of_that_alone()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        SignInRequiredException declined = new("the player said no", SignInReason.Declined);
        Assert.Same(declined, await Record.ExceptionAsync(() => SignInAsync(app, _ => throw declined)));
        using CancellationTokenSource caller = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SignInAsync(
            app,
            async cancellationToken =>
            {
                await caller.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
                return world.Code();
            },
            caller.Token));
        Assert.Empty(app.Sent);
    }

    private static Task<DiscordAccount> SignInAsync(ClientApp app, Func<CancellationToken, Task<DiscordActivityAuth>> source, CancellationToken cancellationToken = default) =>
        app.Discord.SignInAsync(DiscordSignIn.Activity(source), cancellationToken);
}
