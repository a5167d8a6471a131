using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Hytale;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class A_discord_webhook : IAsyncLifetime
{
    private readonly ManualTime _time = new() { WaitsForAdvance = true };
    private Func<int, int> _statusOf = _ => 204;
    private WebhookReceiver? _receiver;
    private GameAuthEmulator? _emulator;
    private WireClient? _client;

    private WebhookReceiver Receiver => _receiver!;

    private GameAuthEmulator Emulator => _emulator!;

    public async Task InitializeAsync()
    {
        _receiver = WebhookReceiver.Start(number => _statusOf(number));
        EmulatorOptions options = new() { TimeProvider = _time, Providers = { "discord" } };
        options.Discord.Applications.Add(EmulatedDiscordApplication.Default with { WebhookUri = _receiver.Address });
        options.Discord.Applications.Add(new EmulatedDiscordApplication { Id = "930000000000000002", BotToken = "synthetic-other-bot" });
        _emulator = await GameAuthEmulator.StartAsync(options);
        _client = new WireClient(_emulator, _time);
    }

    public async Task DisposeAsync()
    {
        _client!.Dispose();
        await _emulator!.DisposeAsync();
        await _receiver!.DisposeAsync();
    }

    [Fact]
    public async Task Tells_of_an_unlinked_user_under_a_signature()
    {
        Emulator.Discord.IssueAccessToken("emunova");

        Emulator.Discord.Deauthorize("emunova");
        EmulatorEvent sent = await AttemptAsync(1);

        ReceivedEvent received = Receiver.Received.Single();
        Assert.Equal((204, "PUSH", "/events/", "APPLICATION_DEAUTHORIZED"), (sent.Status, sent.Method, sent.Path, sent.Note));
        Assert.Equal((Convert.ToHexStringLower(Emulator.Discord.Sign(received.Message)), "application/json"), (received.Signature, received.ContentType));
        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds().ToString(), received.Timestamp);
        JsonNode body = JsonNode.Parse(received.Text)!;
        Assert.Equal("""{"version":1,"application_id":"930000000000000001","type":1}""", JsonNode.Parse(received.Text)!.AsObject() is { } all && all.Remove("event") ? all.ToJsonString() : null);
        Assert.Equal(("APPLICATION_DEAUTHORIZED", "2026-01-02T03:04:05.000000"), (body["event"]!["type"]!.GetValue<string>(), body["event"]!["timestamp"]!.GetValue<string>()));
        Assert.Equal(Emulator.Discord.IdOf("emunova"), body["event"]!["data"]!["user"]!["id"]!.GetValue<string>());
    }

    [OpenSslFact]
    public async Task Is_signed_so_that_openssl_verifies_it_with_the_public_key()
    {
        Assert.Equal(204, await Emulator.Discord.SendPingAsync());
        await Emulator.Discord.SendPingAsync(isSignedWell: false);

        byte[] key = Convert.FromHexString(Emulator.Configuration["GameAuth:Discord:PublicKey"]!);
        bool[] verdicts = [.. Receiver.Received.Select(one => OpenSslEd25519.Instance!.Verifies(key, one.Message, Convert.FromHexString(one.Signature!)))];
        Assert.Equal([true, false], verdicts);
    }

    [Fact]
    public async Task Tells_of_a_revoked_token()
    {
        string token = Emulator.Discord.IssueAccessToken("emupixel");

        await _client!.DiscordFormAsync("/api/oauth2/token/revoke", DiscordFlow.Basic(), ("token", token));
        await AttemptAsync(1);

        Assert.Contains(Emulator.Discord.IdOf("emupixel"), Receiver.Received.Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pings_with_type_0_and_sees_the_answer()
    {
        _statusOf = number => number == 1 ? 204 : 401;

        Assert.Equal(204, await Emulator.Discord.SendPingAsync());
        Assert.Equal(401, await Emulator.Discord.SendPingAsync(isSignedWell: false));

        Assert.Equal("""{"version":1,"application_id":"930000000000000001","type":0}""", Receiver.Received[0].Text);
        Assert.NotEqual(Receiver.Received[0].Signature, Receiver.Received[1].Signature);
        Assert.Equal(["PING", "signed badly on purpose"], Emulator.Log.Of("discord.webhook").Select(one => one.Note));
    }

    [Fact]
    public async Task Comes_again_with_longer_pauses_until_it_is_taken()
    {
        _statusOf = number => number switch { 1 => 500, 2 => 200, _ => 204 };
        Emulator.Discord.SendEvent("ENTITLEMENT_CREATE", new JsonObject { ["id"] = "1" });

        Assert.Equal(500, (await AttemptAsync(1)).Status);
        await _time.WaitsOfAsync(TimeSpan.FromSeconds(1), 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await AttemptAsync(2)).Status);
        await _time.WaitsOfAsync(TimeSpan.FromSeconds(2), 1);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(204, (await AttemptAsync(3)).Status);

        ReceivedEvent[] received = [.. Receiver.Received];
        Assert.Equal(received[0].Text, received[2].Text);
        Assert.Equal(3, long.Parse(received[2].Timestamp!) - long.Parse(received[0].Timestamp!));
        Assert.Equal(Convert.ToHexStringLower(Emulator.Discord.Sign(received[2].Message)), received[2].Signature);
    }

    [Fact]
    public async Task Gives_up_after_ten_minutes()
    {
        _statusOf = _ => 503;
        DateTimeOffset begin = _time.GetUtcNow();
        Emulator.Discord.SendEvent("ENTITLEMENT_CREATE", []);

        for (int attempt = 1; attempt < 10; attempt++)
        {
            await AttemptAsync(attempt);
            TimeSpan pause = TimeSpan.FromSeconds(1 << (attempt - 1));
            await _time.WaitsOfAsync(pause, 1);
            _time.Advance(pause);
        }

        await AttemptAsync(10);
        Assert.InRange(_time.GetUtcNow() - begin, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
        await Emulator.DisposeAsync();
        Assert.Equal((10, false), (Receiver.Received.Count, _time.HasWait(TimeSpan.FromSeconds(512))));
    }

    [Fact]
    public async Task Waits_three_seconds_for_an_answer()
    {
        _statusOf = number => number == 1 ? 0 : 204;
        Emulator.Discord.SendEvent("ENTITLEMENT_CREATE", []);
        await UntilAsync(() => Receiver.Received.Count == 1);
        await _time.WaitsOfAsync(TimeSpan.FromSeconds(3), 1);

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(0, (await AttemptAsync(1)).Status);
        await _time.WaitsOfAsync(TimeSpan.FromSeconds(1), 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(204, (await AttemptAsync(2)).Status);
    }

    [Fact]
    public async Task May_be_lost_doubled_late_in_time_or_damaged()
    {
        Emulator.Faults.Add(Fault.DropBefore("discord.webhook"));
        Emulator.Faults.Add(Fault.DropAfter("discord.webhook"));
        Emulator.Faults.Add(new Fault { At = "discord.webhook", ClockSkew = TimeSpan.FromMinutes(-6), Damage = BodyDamage.HalfJson });
        Emulator.Faults.Add(new Fault { At = "discord.webhook", Body = "[]", Headers = new Dictionary<string, string> { ["X-Signature-Ed25519"] = "00" } });

        int[] statuses = [await Emulator.Discord.SendPingAsync(), await Emulator.Discord.SendPingAsync(), await Emulator.Discord.SendPingAsync(), await Emulator.Discord.SendPingAsync()];

        Assert.Equal([0, 0, 204, 204], statuses);
        IReadOnlyList<ReceivedEvent> received = Receiver.Received;
        Assert.Equal(3, received.Count);

        // The half is a character more or less, as the time in the body is.
        Assert.StartsWith(received[1].Text[..^2], received[0].Text, StringComparison.Ordinal);
        Assert.InRange(received[1].Text.Length, 20, 45);
        Assert.Equal(360, long.Parse(received[0].Timestamp!) - long.Parse(received[1].Timestamp!));
        Assert.Equal(Convert.ToHexStringLower(Emulator.Discord.Sign(received[1].Message)), received[1].Signature);
        Assert.Equal(("[]", "00"), (received[2].Text, received[2].Signature));
    }

    [Fact]
    public async Task Is_not_sent_where_nobody_listens_or_nothing_ended()
    {
        Assert.False(Emulator.Discord.Deauthorize("emunova"));
        Emulator.Discord.IssueAccessToken("emunova", applicationId: "930000000000000002");
        Assert.True(Emulator.Discord.Deauthorize("emunova", "930000000000000002"));
        Assert.Throws<EmulatorException>(() => Emulator.Discord.SendEvent("ENTITLEMENT_CREATE", [], "930000000000000002"));

        await Emulator.DisposeAsync();

        Assert.Empty(Receiver.Received);
        Assert.Empty(Emulator.Log.Of("discord.webhook"));
    }

    [Fact]
    public async Task Does_not_outlive_the_emulator()
    {
        _statusOf = _ => 0;
        Emulator.Discord.SendEvent("ENTITLEMENT_CREATE", []);
        await UntilAsync(() => Receiver.Received.Count == 1);

        await Emulator.DisposeAsync();

        Assert.Empty(Emulator.Log.Of("discord.webhook"));
    }

    private async Task<EmulatorEvent> AttemptAsync(int number)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        return await Emulator.Log.WaitForAsync(_ => Emulator.Log.Count("discord.webhook") >= number, limit.Token) is not null ? Emulator.Log.Of("discord.webhook")[number - 1] : null!;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
