using System.Collections.Concurrent;
using System.Globalization;
using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using GameAuth.Server.PostgreSql.Tests;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>
/// Two nodes on PostgreSQL under one clock, days long: accounts with sessions whose callers come every 50 minutes. As many accounts, sessions and days as <c>GAMEAUTH_GATEWAY_ACCOUNTS</c>,
/// <c>GAMEAUTH_GATEWAY_SESSIONS</c> and <c>GAMEAUTH_GATEWAY_DAYS</c> say; few, and one day, where they say nothing.
/// </summary>
[NeedsPostgreSql]
public sealed class WeekTests : GatewayTest
{
    private static readonly TimeSpan Visit = TimeSpan.FromMinutes(50);

    protected override StoreKind Stores => StoreKind.PostgreSql;

    [Fact]
    public async Task No_limit_is_passed_no_grant_is_spent_twice_and_no_session_is_lost()
    {
        int accounts = Setting("GAMEAUTH_GATEWAY_ACCOUNTS", 2);
        int sessions = Setting("GAMEAUTH_GATEWAY_SESSIONS", 2);
        await using GatewayWorld world = await StartAsync(hytale => Add(hytale, accounts), nodes: 2, keepsGrants: true);
        Upstream upstream = new();
        using IDisposable watching = world.Emulator.Log.Subscribe(upstream.Saw);
        List<Visitor> visitors = [];
        for (int i = 0; i < accounts; i++)
        {
            visitors.Add(await Visitor.ComeAsync(world, OwnerOf(i), ProfileOf(i), sessions, i % 2));
        }

        DateTimeOffset end = world.Clock.GetUtcNow().AddDays(Setting("GAMEAUTH_GATEWAY_DAYS", 1));
        for (int round = 0; world.Clock.GetUtcNow() < end; round++)
        {
            await PassAsync(world, Visit);
            foreach (Visitor visitor in visitors)
            {
                await visitor.VisitAsync(world, round % 2);
            }
        }

        Assert.Empty(visitors.SelectMany(static visitor => visitor.Failures));
        Assert.Empty(upstream.Refused);
        Assert.Empty(upstream.SpentTwice);
        Assert.Equal(accounts * sessions, world.Emulator.Hytale.Sessions.Count);
        Assert.All(world.Emulator.Hytale.Sessions, static session => Assert.True(session.Refreshes > 0));

        // Each session was renewed once in an hour, and each grant about as often; a session that was made anew would be one more that was lost upstream.
        Assert.Equal(accounts * sessions, upstream.Count("hytale.session-new"));
        double hours = (world.Clock.GetUtcNow() - visitors[0].Began).TotalHours;
        Assert.InRange(upstream.Count("hytale.session-refresh") / (double)(accounts * sessions), hours * 0.95, hours * 1.25);
    }

    private static int Setting(string name, int few) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int set) ? set : few;

    private static string OwnerOf(int i) => $"a1000000-0000-4000-8000-{i:d12}";

    private static string ProfileOf(int i) => $"a2000000-0000-4000-8000-{i:d12}";

    private static void Add(HytaleEmulatorOptions hytale, int accounts)
    {
        for (int i = 0; i < accounts; i++)
        {
            hytale.Accounts.Add(new EmulatedHytaleAccount { Owner = OwnerOf(i), Profiles = [new EmulatedHytaleProfile { Uuid = ProfileOf(i), Username = $"Player{i}" }] });
        }
    }

    // From one renewal to the next: the clock stands while a node has a session in hand.
    private static async Task PassAsync(GatewayWorld world, TimeSpan span)
    {
        PostgreSqlStores stores = (PostgreSqlStores)world.Stores;
        SealedWork work = new(world.Store, world.Services().GetRequiredService<ITokenProtector>());
        DateTimeOffset until = world.Clock.GetUtcNow() + span;
        for (DateTimeOffset now = world.Clock.GetUtcNow(); now < until; now = world.Clock.GetUtcNow())
        {
            DateTimeOffset next = await NextDueAsync(stores) ?? until;
            TimeSpan step = (next < until ? next : until) - now;
            await world.PassAsync(step < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : step);
            await world.UntilAtRestAsync(async () => !await IsBusyAsync(world, stores, work));
        }
    }

    private static async Task<DateTimeOffset?> NextDueAsync(PostgreSqlStores stores) =>
        (await stores.Cluster.QueryAsync($"SELECT min(due_at) FROM \"{stores.Schema}\".work WHERE kind IN (convert_to('hytale-session', 'UTF8'), convert_to('hytale-account', 'UTF8'))"))[0] is DateTime due
            ? new DateTimeOffset(DateTime.SpecifyKind(due, DateTimeKind.Utc))
            : null;

    private static async Task<bool> IsBusyAsync(GatewayWorld world, PostgreSqlStores stores, SealedWork work)
    {
        DateTimeOffset now = world.Clock.GetUtcNow();
        if ((await stores.Cluster.QueryAsync(
            $"SELECT 1 FROM \"{stores.Schema}\".work WHERE kind = convert_to('hytale-account', 'UTF8') AND (claimed_until > TIMESTAMPTZ '{now:O}' OR due_at <= TIMESTAMPTZ '{now - TimeSpan.FromSeconds(6):O}')")).Length > 0)
        {
            return true;
        }

        foreach (string id in (await stores.Cluster.QueryAsync(
            $"SELECT convert_from(id, 'UTF8') FROM \"{stores.Schema}\".work WHERE kind = convert_to('hytale-session', 'UTF8') AND due_at <= TIMESTAMPTZ '{now + GatewaySessions.Lease:O}'")).Cast<string>())
        {
            if (await work.FindAsync(RowForms.Sessions, id, CancellationToken.None) is { } held && (held.Value.LeasedUntil is not null || (await world.Store.FindWorkAsync("hytale-session", id, default))?.DueAt <= now))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What Hytale saw.</summary>
    private sealed class Upstream
    {
        private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, bool> _spent = new(StringComparer.Ordinal);

        public ConcurrentQueue<string> Refused { get; } = [];

        public ConcurrentQueue<string> SpentTwice { get; } = [];

        public int Count(string step) => _counts.GetValueOrDefault(step);

        public void Saw(EmulatorEvent one)
        {
            _counts.AddOrUpdate(one.Step, 1, static (_, count) => count + 1);

            // A poll that is pending is 400.
            if (one.Status >= 400 && one.Step != "hytale.poll")
            {
                Refused.Enqueue($"{one.Step} {one.Status}");
            }

            if (one.Step is "hytale.refresh" or "hytale.session-refresh")
            {
                foreach (TokenMention token in one.Spent.Where(token => !_spent.TryAdd(token.ToString(), true)))
                {
                    SpentTwice.Enqueue($"{one.Step} {token}");
                }
            }
        }
    }

    /// <summary>A caller with its sessions.</summary>
    private sealed class Visitor(Caller caller, IReadOnlyList<string> sessions, DateTimeOffset began)
    {
        private Caller _caller = caller;

        public DateTimeOffset Began { get; } = began;

        public List<string> Failures { get; } = [];

        public static async Task<Visitor> ComeAsync(GatewayWorld world, string owner, string profile, int sessions, int node)
        {
            Caller caller = await world.SignInAsync(owner, node);
            List<string> ids = [];
            while (ids.Count < sessions)
            {
                ids.Add((await world.NewSessionAsync(caller, profile, node)).Id);
            }

            return new Visitor(caller, ids, world.Clock.GetUtcNow());
        }

        public async Task VisitAsync(GatewayWorld world, int node)
        {
            Answer tokens = await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", _caller.Refresh), node: node);
            if (tokens.Status != 200)
            {
                Failures.Add($"refresh {tokens.Raw}");
                return;
            }

            _caller = _caller with { Access = tokens.Text("access_token"), Refresh = tokens.Text("refresh_token") };
            Answer profiles = await world.PostAsync("/profiles", "{}", _caller.Access, node);
            if (profiles.Status != 200)
            {
                Failures.Add($"profiles {profiles.Raw}");
            }

            foreach (string id in sessions)
            {
                // It was renewed since the last visit, or it is too early for it; and no limit is met.
                Answer answer = await world.PostAsync("/game-session/refresh", GatewayWorld.Body("session_id", id), _caller.Access, node);
                if (answer.Status != 200 && answer.Error != (400, GatewayError.TooEarly.Code, GatewayError.TooEarly.Message))
                {
                    Failures.Add($"session {answer.Raw}");
                }
            }
        }
    }
}
