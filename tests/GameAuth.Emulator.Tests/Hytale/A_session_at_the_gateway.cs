using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_session_at_the_gateway : HytaleTest
{
    protected override void Configure(EmulatorOptions options, HytaleEmulatorOptions hytale) => hytale.SessionLimit = 2;

    [Fact]
    public async Task Has_an_id_and_whole_seconds()
    {
        WireAnswer session = await Client.GatewaySessionAsync((await Client.GatewaySignInAsync())["access_token"]);

        Assert.Equal(
            ["session_id", "account_id", "profile_id", "session_token", "identity_token", "expires_at", "created_at"],
            session.Json.AsObject().Select(member => member.Key));
        Assert.Equal(("2026-01-02T04:04:05Z", "2026-01-02T03:04:05Z"), (session["expires_at"], session["created_at"]));
        Assert.Equal(Emulator.Hytale.Sessions.Single().Id, session["session_id"]);
        Assert.Equal(HttpStatusCode.OK, (await Client.RefreshSessionAsync(session["session_token"])).Status);
    }

    [Fact]
    public async Task Is_refreshed_in_its_last_ten_minutes_only()
    {
        Emulator.Hytale.Lifetimes.Access = TimeSpan.FromHours(3);
        string access = (await Client.GatewaySignInAsync())["access_token"];
        WireAnswer session = await Client.GatewaySessionAsync(access);
        Time.Advance(TimeSpan.FromMinutes(50) - TimeSpan.FromSeconds(1));
        WireAnswer early = await Client.GatewayRenewAsync(access, session["session_id"]);
        Time.Advance(TimeSpan.FromSeconds(1));
        WireAnswer renewed = await Client.GatewayRenewAsync(access, session["session_id"]);

        Assert.Equal((400, "INVALID_REQUEST", "Session cannot be refreshed until 10 minutes before expiry"), early.Error());
        Assert.Equal(["session_id", "session_token", "identity_token", "expires_at", "refreshed_at"], renewed.Json.AsObject().Select(member => member.Key));
        Assert.Equal((session["session_id"], "2026-01-02T04:54:05Z"), (renewed["session_id"], renewed["expires_at"]));
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.RefreshSessionAsync(session["session_token"])).Status);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((404, "SESSION_NOT_FOUND", "Session not found or expired"), (await Client.GatewayRenewAsync(access, session["session_id"])).Error());
    }

    [Fact]
    public async Task Is_ended_by_its_id()
    {
        string access = (await Client.GatewaySignInAsync())["access_token"];
        string id = (await Client.GatewaySessionAsync(access))["session_id"];

        WireAnswer ended = await Client.GatewayDeleteAsync(access, id);

        Assert.Equal($$"""{"session_id":"{{id}}","terminated_at":"2026-01-02T03:04:05Z","status":"deleted"}""", ended.Text);
        Assert.Empty(Emulator.Hytale.Sessions);
        Assert.Equal((404, "SESSION_NOT_FOUND", "Session not found"), (await Client.GatewayDeleteAsync(access, id)).Error());
    }

    [Fact]
    public async Task Beyond_the_limit_is_refused_and_so_is_the_next_sign_in()
    {
        string access = (await Client.GatewaySignInAsync())["access_token"];
        string id = (await Client.GatewaySessionAsync(access))["session_id"];
        await Client.GatewaySessionAsync(access);
        Emulator.SignIns.Default = new SignInScript { AfterPolls = 0 };
        string code = (await Client.GatewayAsync("device-code"))["device_code"];

        WireAnswer third = await Client.GatewaySessionAsync(access);
        WireAnswer poll = await Client.GatewayPollAsync(code);
        await Client.GatewayDeleteAsync(access, id);

        Assert.Equal((403, "SESSION_LIMIT_EXCEEDED", "Account has reached concurrent session limit (2). Upgrade to unlimited_servers."), third.Error());
        Assert.Equal("SESSION_LIMIT_EXCEEDED", poll.Error().Code);
        Assert.Equal("sessions.unlimited_servers", poll["entitlement_required"]);
        Assert.Equal(HttpStatusCode.OK, (await Client.GatewayPollAsync(code)).Status);
    }

    [Fact]
    public async Task Of_another_account_is_not_found()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(TwoAccounts());
        using WireClient client = new(emulator);
        string mine = (await client.GatewaySignInAsync())["access_token"];
        string id = (await client.GatewaySessionAsync(mine))["session_id"];
        emulator.SignIns.Enqueue(new SignInScript { Player = "EmuOther" });
        string theirs = (await client.GatewaySignInAsync())["access_token"];

        Assert.Equal("SESSION_NOT_FOUND", (await client.GatewayDeleteAsync(theirs, id)).Error().Code);
        Assert.Equal("Profile not found", (await client.GatewaySessionAsync(theirs)).Error().Message);
    }

    private static EmulatorOptions TwoAccounts()
    {
        EmulatorOptions options = new() { Providers = { "hytale" } };
        options.Hytale.Accounts.Add(EmulatedHytaleAccount.Default);
        options.Hytale.Accounts.Add(new EmulatedHytaleAccount
        {
            Owner = "e1000000-0000-4000-8000-00000000000b",
            Profiles = [new EmulatedHytaleProfile { Uuid = "e2000000-0000-4000-8000-00000000000b", Username = "EmuOther" }],
        });
        return options;
    }
}
