using System.Net;
using System.Text;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Audit;

/// <summary>What is written, for how long, and what is not.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task Section_7_Each_event_is_a_row_with_every_field()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync("ada", headers: ("User-Agent", "browser"));
        Answer refreshed = await client.RefreshAsync(signedIn.CookieToken, ("User-Agent", "browser"));
        await client.ExchangeAsync(ticket: "unknown");
        await client.RefreshAsync("junk");
        await client.ExchangeAsync(headers: ("Origin", "https://evil.example.test"));
        await client.LogoutAsync(refreshed.CookieToken);
        // An end is written by its own transaction, the others a moment later.
        Assert.Equal("session.ended", Assert.Single(await node.World.Memory.ReadAuditAsync(new AuditQuery(), default)).Event);
        IReadOnlyList<AuditRow> rows = [.. (await RowsAsync(node)).OrderBy(static row => row.Event == "session.ended")];
        Assert.Equal(
            [
                ("session.created", "ok", ""), ("session.refreshed", "ok", ""), ("session.refused", "refused", "invalid_identity"), ("session.refused", "refused", "refresh_invalid"),
                ("session.refused", "refused", "origin_forbidden"), ("session.ended", "ok", "logout"),
            ],
            rows.Select(static row => (row.Event, row.Result, row.Reason)));
        Assert.Equal(Jwt.Claims(signedIn.AccessToken).Text("jti"), rows[0].TokenId);
        Assert.Equal(Jwt.Claims(refreshed.AccessToken).Text("jti"), rows[1].TokenId);
        Assert.Equal(Jwt.Claims(signedIn.AccessToken).Text("sid"), rows[0].Session.ToString());
        Assert.Equal(32, rows[0].UserAgentHash.Length);
        Assert.Equal(rows[0].UserAgentHash.ToArray(), rows[1].UserAgentHash.ToArray());
        Assert.Equal(6, rows.Count);
        Assert.Equal(rows[0].AccountHash.ToArray(), rows[5].AccountHash.ToArray());
        Assert.Equal(node.Services.GetRequiredService<SessionAudit>().HashesOf("toy:ada")[0].ToArray(), rows[0].AccountHash.ToArray());
    }

    [Fact]
    public async Task Section_7_No_player_address_agent_token_or_nonce_is_in_a_row()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        string nonce = ServerClient.Nonce();
        Answer signedIn = await ExchangeFromAsync(node, "203.0.113.7", "CANARY-agent", nonce, "CANARYplayer-1");
        await node.Connect().RefreshAsync(signedIn.CookieToken);
        string all = string.Join('\n', (await RowsAsync(node)).Select(static row => $"{row} {Encoding.Latin1.GetString(row.IpHash.Span)} {Encoding.Latin1.GetString(row.UserAgentHash.Span)} {Encoding.Latin1.GetString(row.AccountHash.Span)}"));
        foreach (string secret in (string[])["CANARY", "203.0.113", nonce, signedIn.AccessToken, signedIn.CookieToken, ToyVerifier.ProviderToken])
        {
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        }

        byte[] hash = Assert.Single(await RowsAsync(node), static row => row.Event == "session.created").IpHash.ToArray();
        Assert.Equal(32, hash.Length);
        Assert.NotEqual(System.Security.Cryptography.SHA256.HashData([203, 0, 113, 7]), hash);
    }

    [Fact]
    public async Task The_pepper_is_another_one_each_day_on_all_nodes_and_none_of_before_is_kept()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        AuditPeppers peppers = node.Services.GetRequiredService<AuditPeppers>();
        AuditPeppers others = other.Services.GetRequiredService<AuditPeppers>();
        byte[] first = peppers.Current!;
        Assert.Equal(32, first.Length);
        Assert.Equal(first, others.Current);
        world.Clock.ShiftWallClock(TimeSpan.FromHours(23));
        await peppers.RefreshAsync(default);
        Assert.Equal(first, peppers.Current);
        world.Clock.ShiftWallClock(TimeSpan.FromHours(1));
        await Task.WhenAll(peppers.RefreshAsync(default).AsTask(), others.RefreshAsync(default).AsTask());
        byte[] second = peppers.Current!;
        Assert.NotEqual(first, second);
        Assert.Equal(second, others.Current);
    }

    [Fact]
    public async Task Rows_are_kept_for_90_days()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        await node.Connect().ExchangeAsync();
        Assert.Single(await RowsAsync(node));
        await node.AdvanceAsync(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        Assert.Single(await RowsAsync(node));
        await node.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Empty(await RowsAsync(node));
    }

    [Fact]
    public async Task What_waits_when_the_host_stops_is_written()
    {
        ServerWorld world = new();
        await using (ServerNode node = await ServerNode.StartAsync(world))
        {
            await node.Connect().ExchangeAsync();
        }

        Assert.Single(await world.Memory.ReadAuditAsync(new AuditQuery(), default));
    }

    [Fact]
    public async Task It_is_written_each_second_by_the_nodes_own_clock()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        await node.Connect().ExchangeAsync();
        AuditWriter writer = node.Services.GetRequiredService<AuditWriter>();
        for (int i = 0; i < 1000 && writer.Pending > 0; i++)
        {
            await node.World.StepAsync(TimeSpan.FromMilliseconds(250));
        }

        Assert.Single(await node.World.Memory.ReadAuditAsync(new AuditQuery(), default));
    }

    [Fact]
    public async Task While_the_store_is_down_nothing_is_lost_and_requests_do_not_notice()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        (node.World.Faults.Only, node.World.Faults.IsDown) = (nameof(ISessionStore.AppendAuditAsync), true);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.ExchangeAsync()).Status);
            await Assert.ThrowsAsync<SessionStoreException>(() => node.Services.GetRequiredService<AuditWriter>().FlushAsync(default));
        }

        node.World.Faults.IsDown = false;
        Assert.Equal(5, (await RowsAsync(node)).Count);
    }

    [Fact]
    public async Task Of_refusals_which_anybody_can_cause_so_many_in_a_second_are_kept()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        for (int i = 0; i < AuditWriter.RefusalsPerSecond + 10; i++)
        {
            await client.RefreshAsync("junk");
        }

        await client.ExchangeAsync();
        Assert.Equal(AuditWriter.RefusalsPerSecond + 1, (await RowsAsync(node)).Count);
        Assert.Equal(10, node.Services.GetRequiredService<AuditWriter>().Dropped);
        node.World.Clock.ShiftWallClock(TimeSpan.FromSeconds(1));
        await client.RefreshAsync("junk");
        Assert.Equal(AuditWriter.RefusalsPerSecond + 2, (await RowsAsync(node)).Count);
    }

    [Fact]
    public async Task An_event_of_the_applications_own_that_is_too_long_keeps_no_other_from_the_store()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        AuthEvents events = node.Services.GetRequiredService<AuthEvents>();
        events.Publish(new SessionEvent(new string('n', 100), node.World.Clock.GetUtcNow()) { Reason = new string('r', 63) + "\U0001F600", AccessTokenId = "\ud800" + new string('j', 300) });
        await node.Connect().ExchangeAsync();
        IReadOnlyList<AuditRow> rows = await RowsAsync(node);
        Assert.Equal((64, 63, 256), (rows[0].Event.Length, rows[0].Reason.Length, rows[0].TokenId.Length));
        Assert.Equal("session.created", rows[1].Event);
    }

    [Fact]
    public async Task An_event_that_no_store_would_take_keeps_no_other_from_it_and_is_counted()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        AuthEvents events = node.Services.GetRequiredService<AuthEvents>();
        events.Publish(new AdminEvent("", node.World.Clock.GetUtcNow()) { Administrator = "root" });
        events.Publish(new SessionEvent("", node.World.Clock.GetUtcNow()));
        await node.Connect().ExchangeAsync();
        Assert.Equal("session.created", Assert.Single(await RowsAsync(node)).Event);
        AuditWriter writer = node.Services.GetRequiredService<AuditWriter>();
        Assert.Equal((2, 0), (writer.Dropped, writer.Pending));

        // Alone in its batch it is no row either.
        events.Publish(new AdminEvent("", node.World.Clock.GetUtcNow()) { Administrator = "root" });
        Assert.Single(await RowsAsync(node));
        Assert.Equal((3, 0), (writer.Dropped, writer.Pending));
    }

    [Fact]
    public async Task Rows_of_before_a_change_of_the_master_key_are_found_too()
    {
        byte[] old = (await HashesAsync("old")).OfAccount("toy", "ada", subject: null);
        AuditHashes changed = await HashesAsync("new", "old");
        Assert.NotEqual(old, changed.OfAccount("toy", "ada", subject: null));
        byte[][] all = [.. changed.AllOfAccount("toy", "ada", subject: null).Select(static hash => hash.ToArray())];
        Assert.Equal([changed.OfAccount("toy", "ada", subject: null), old], all);
        Assert.Equal(all, changed.AllOfAccount(null, null, "toy:ada").Select(static hash => hash.ToArray()));
        Assert.Empty(changed.AllOfAccount(null, null, null));
    }

    private static async Task<AuditHashes> HashesAsync(params string[] masters)
    {
        ServiceCollection services = new();
        GameAuthBuilder builder = services.AddGameAuth(static options => options.ApplicationName = "audit-tests").UseMemoryStore();
        foreach (string master in masters)
        {
            builder.UseKey(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(master)));
        }

        ServiceProvider host = services.BuildServiceProvider();
        DerivedKeys keys = new(host.GetRequiredService<GameAuth.Storage.KeyDerivation>(), "session server: audit");
        await keys.LoadAsync(default);
        return new AuditHashes(keys, new AuditPeppers(host.GetRequiredService<ApplicationRecords>(), TimeProvider.System));
    }

    private static async Task<IReadOnlyList<AuditRow>> RowsAsync(ServerNode node) => [.. (await node.Services.GetRequiredService<SessionAudit>().ReadAsync(new AuditQuery { Limit = 1000 })).Reverse()];

    internal static async Task<Answer> ExchangeFromAsync(ServerNode node, string address, string agent, string nonce, string ticket, string provider = "toy")
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"client_nonce":"{{nonce}}","ticket":"{{ticket}}"}""");
        return await node.SendFromAsync(address, agent, $"/api/auth/{provider}/exchange", body, cookie: null);
    }
}
