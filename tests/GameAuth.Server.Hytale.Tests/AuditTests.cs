using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>The four groups of the API's text as eight events in the session server's audit.</summary>
public class AuditTests : GatewayTest
{
    private static readonly (string, string)[] From = [("X-Forwarded-For", "192.0.2.7"), ("User-Agent", "panel/1.0")];

    [Fact]
    public async Task Each_group_has_its_events_with_account_address_agent_token_and_outcome()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        Answer tokens = await world.PostAsync("/token", GatewayWorld.Body("device_code", device), headers: From);
        tokens = await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", tokens.Text("refresh_token")), headers: From);
        string access = tokens.Text("access_token");
        await world.PostAsync("/select-profile", GatewayWorld.Body("profile_uuid", GatewayWorld.Ranger), access, headers: From);
        string id = (await world.PostAsync("/game-session/new", GatewayWorld.Body("profile_uuid", GatewayWorld.Ranger), access, headers: From)).Text("session_id");
        await world.PassAsync(TimeSpan.FromMinutes(52));
        Assert.Equal(200, (await world.PostAsync("/game-session/refresh", GatewayWorld.Body("session_id", id), access, headers: From)).Status);
        Assert.Equal(200, (await world.PostAsync("/game-session/delete", GatewayWorld.Body("session_id", id), access, headers: From)).Status);
        Assert.Equal(401, (await world.PostAsync("/profiles", bearer: "x.y.z", headers: From)).Status);
        IReadOnlyList<AuditRow> rows = await ReadAsync(world);
        Assert.Equal(
            [
                HytaleGatewayEventNames.TokenCreated, HytaleGatewayEventNames.TokenRefreshed, HytaleGatewayEventNames.ProfileSelected, HytaleGatewayEventNames.SessionCreated,
                HytaleGatewayEventNames.SessionRefreshed, HytaleGatewayEventNames.SessionDeleted, HytaleGatewayEventNames.AuthFailed,
            ],
            rows.Select(static row => row.Event));
        ReadOnlyMemory<byte> account = world.Services().GetRequiredService<SessionAudit>().HashesOf(subject: null, HytaleGatewayOptions.Provider, GatewayWorld.Owner)[0];
        Assert.All(rows.SkipLast(1), row => Assert.True(row is { Result: "ok", TokenId.Length: 12, Session: not null } && row.AccountHash.Span.SequenceEqual(account.Span), row.ToString()));
        Assert.All(rows, static row => Assert.True(row is { IpHash.Length: 32, UserAgentHash.Length: 32, Actor: "" }));
        Assert.Single(rows.Select(static row => Convert.ToHexString(row.IpHash.Span)).Distinct());
        Assert.Equal(("refused", "unauthorized", 12, 0), (rows[^1].Result, rows[^1].Reason, rows[^1].TokenId.Length, rows[^1].AccountHash.Length));
    }

    [Fact]
    public async Task What_fails_says_why_and_what_waits_is_no_event()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, string user) = await world.RequestCodeAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(401, (await world.PostAsync("/token", GatewayWorld.Body("device_code", device))).Status);
        world.Emulator.Hytale.Decline(user);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(403, (await world.PostAsync("/token", GatewayWorld.Body("device_code", device))).Status);
        Caller caller = await world.SignInAsync();
        Assert.Equal(404, (await world.PostAsync("/game-session/new", GatewayWorld.Body("profile_uuid", "f47ac10b-58cc-4372-a567-0e02b2c3d479"), caller.Access)).Status);
        Assert.Equal(404, (await world.PostAsync("/game-session/delete", GatewayWorld.Body("session_id", "f47ac10b-58cc-4372-a567-0e02b2c3d479"), caller.Access)).Status);
        Assert.Equal(401, (await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", "x"))).Status);
        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Access);
        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Refresh);
        Assert.Equal(401, (await world.PostAsync("/profiles", bearer: caller.Access)).Status);
        Assert.Equal(
            [
                (HytaleGatewayEventNames.AuthFailed, "refused", "forbidden"), (HytaleGatewayEventNames.TokenCreated, "ok", ""), (HytaleGatewayEventNames.SessionCreated, "refused", "session_not_found"),
                (HytaleGatewayEventNames.SessionDeleted, "refused", "session_not_found"), (HytaleGatewayEventNames.AuthFailed, "refused", "unauthorized"),
                (HytaleGatewayEventNames.TokenDeleted, "ok", EndReasons.Deauthorized), (HytaleGatewayEventNames.AuthFailed, "refused", "unauthorized"),
            ],
            (await ReadAsync(world)).Select(static row => (row.Event, row.Result, row.Reason)));
    }

    [Fact]
    public async Task What_a_node_does_by_itself_is_recorded_and_an_address_in_plain_only_by_option()
    {
        await using GatewayWorld world = await StartAsync(options: static gateway => gateway.PlainAudit = true);
        Caller caller = await world.SignInAsync();
        string id = (await world.PostAsync("/game-session/new", GatewayWorld.Body("profile_uuid", GatewayWorld.Ranger), caller.Access, headers: From)).Text("session_id");
        AuditRow made = (await ReadAsync(world))[^1];
        Assert.Equal("192.0.2.7 panel/1.0", made.Actor);
        await world.PassAsync(TimeSpan.FromMinutes(53.5));
        await world.PassUntilRenewedAsync(id);
        await GatewayWorld.UntilAsync(async () => (await ReadAsync(world)).Any(static row => row is { Event: HytaleGatewayEventNames.SessionRefreshed, Reason: "automatic", Actor: "" }));
        await world.PassAsync(TimeSpan.FromMinutes(53.5));
        await world.PassUntilRenewedAsync(id);
        await GatewayWorld.UntilAsync(async () => (await ReadAsync(world)).Any(static row => row is { Event: HytaleGatewayEventNames.SessionDeleted, Reason: "abandoned" }));
    }

    // The oldest first, those of the session server left out.
    private static async Task<IReadOnlyList<AuditRow>> ReadAsync(GatewayWorld world) =>
        [.. (await world.Services().GetRequiredService<SessionAudit>().ReadAsync(new AuditQuery())).Where(static row => HytaleGatewayEventNames.All.Contains(row.Event)).Reverse()];
}
