using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hosting;

public sealed class The_log : EmulatorTest
{
    protected override void Configure(EmulatorOptions options) => options.LogCapacity = 6;

    [Fact]
    public async Task Shows_no_token_code_or_key()
    {
        WireAnswer connect = await Client.ConnectAsync();
        await Client.PollAsync(connect["device_code"]);
        WireAnswer msa = await Client.PollAsync(connect["device_code"]);
        WireAnswer device = await Client.DeviceAsync();
        WireAnswer sisu = await Client.SisuAsync(msa["access_token"], device["Token"]);
        await Client.GetProfileAsync("/users/me/profile/settings?settings=Gamertag", sisu.Json["AuthorizationToken"]!.AuthorizationHeader());

        string log = string.Join('\n', Emulator.Log.Events.Select(one => one.ToJson() + one));
        string[] secrets =
        [
            connect["device_code"], connect["user_code"], msa["access_token"], msa["refresh_token"], device["Token"],
            sisu.Json["UserToken"]!["Token"]!.GetValue<string>(), sisu.Json["AuthorizationToken"]!["Token"]!.GetValue<string>(),
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(Tail(secret), log, StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(Tail(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))), log, StringComparison.Ordinal));

        static string Tail(string text) => text[^Math.Min(12, text.Length)..];
    }

    [Fact]
    public async Task Follows_a_token_from_issue_to_use_by_its_fingerprint()
    {
        WireAnswer sisu = await Client.SisuSignInAsync();
        TokenMention mention = TokenMention.Of("xsts", sisu.Json["AuthorizationToken"]!["Token"]!.GetValue<string>());
        await Client.GetProfileAsync("/users/me/profile/settings?settings=Gamertag", sisu.Json["AuthorizationToken"]!.AuthorizationHeader());

        Assert.Contains(mention, Emulator.Log.Of("sisu.authorize").Single().Issued);
        Assert.Equal([mention], Emulator.Log.Of("profile.settings").Single().Spent);
    }

    [Fact]
    public async Task Writes_a_line_of_json_per_event()
    {
        await Client.DeviceAsync();

        JsonNode line = JsonNode.Parse(Emulator.Log.Events.Single().ToJson())!;

        Assert.Equal(
            ("device.authenticate", "device.auth.xboxlive.com", "/device/authenticate", "verified", 200, "http://auth.xboxlive.com", "1"),
            (Text("step"), Text("host"), Text("path"), Text("signature"), line["status"]!.GetValue<int>(), Text("audience"), Text("contractVersion")));
        Assert.Matches("^device:[0-9a-f]{8}$", line["issued"]![0]!.GetValue<string>());
        Assert.Matches("^[A-Za-z0-9_-]{43}$", Text("keyThumbprint"));
        Assert.Null(line["fault"]);

        string Text(string name) => line[name]!.GetValue<string>();
    }

    [Fact]
    public async Task Keeps_the_newest_events_up_to_its_capacity()
    {
        for (int request = 0; request < 8; request++) { await Client.ConnectAsync(); }

        Assert.Equal([3L, 4, 5, 6, 7, 8], Emulator.Log.Events.Select(one => one.Sequence));
        Emulator.Log.Clear();
        Assert.Empty(Emulator.Log.Events);
    }

    [Fact]
    public async Task Tells_its_subscribers_until_they_leave_and_survives_a_broken_one()
    {
        List<string> heard = [];
        using IDisposable broken = Emulator.Log.Subscribe(_ => throw new InvalidOperationException("broken"));
        IDisposable subscription = Emulator.Log.Subscribe(one => heard.Add(one.Step));

        await Client.ConnectAsync();
        subscription.Dispose();
        WireAnswer answer = await Client.ConnectAsync();

        Assert.Equal(["login.connect"], heard);
        Assert.Equal(200, (int)answer.Status);
    }

    [Fact]
    public async Task Can_be_waited_on_for_what_was_and_what_will_be()
    {
        Task<EmulatorEvent> future = Emulator.Log.WaitForAsync(one => one.Step == "login.poll");
        string code = (await Client.ConnectAsync())["device_code"];
        EmulatorEvent past = await Emulator.Log.WaitForAsync(one => one.Step == "login.connect");
        Assert.False(future.IsCompleted);

        await Client.PollAsync(code);

        Assert.Equal((1L, 2L), (past.Sequence, (await future).Sequence));
    }
}
