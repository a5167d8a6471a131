using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using GameAuth.Server.PostgreSql.Tests;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>kill -9 of a real node while sessions are renewed, as often as <c>GAMEAUTH_GATEWAY_KILLS</c> says; twice where it says nothing.</summary>
[NeedsPostgreSql]
public sealed class KillTests : IAsyncLifetime
{
    private const int Sessions = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly string _configuration = Path.GetTempFileName();
    private readonly ConcurrentDictionary<string, int> _spent = new(StringComparer.Ordinal);
    private readonly GatewayProcess[] _nodes = new GatewayProcess[2];
    private PostgreSqlStores _stores = null!;
    private GameAuthEmulator _hytale = null!;
    private ServiceProvider _services = null!;
    private SealedWork _work = null!;

    public async Task InitializeAsync()
    {
        // Sessions are due after half of their life, and their renewals take a while, so that a kill meets some of them.
        EmulatorOptions options = new() { Providers = { "hytale" } };
        options.Hytale.PollInterval = TimeSpan.FromSeconds(1);
        options.Hytale.Lifetimes.Session = TimeSpan.FromSeconds(20);
        options.Faults.Add(new Fault { At = "hytale.session-refresh", Delay = TimeSpan.FromMilliseconds(400), Times = null });
        _hytale = await GameAuthEmulator.StartAsync(options);
        _hytale.SignIns.Default = new SignInScript { Decision = SignInDecision.Manual };
        await File.WriteAllTextAsync(_configuration, JsonSerializer.Serialize(_hytale.Configuration));
        _stores = new PostgreSqlStores(await Cluster.SharedAsync(), clock: null);
        ServiceCollection services = new();
        services.AddLogging();
        services.AddGameAuth(static family => family.ApplicationName = "hytale-gateway").UseStore(_ => _stores.NewTokens()).UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)(7 * i))]);
        _services = services.BuildServiceProvider();
        _work = new SealedWork(_stores.AddSessions(), _services.GetRequiredService<ITokenProtector>());
        for (int i = 0; i < _nodes.Length; i++)
        {
            _nodes[i] = await StartNodeAsync();
        }
    }

    [Fact]
    public async Task The_other_node_has_the_sessions_within_10_seconds_and_no_token_is_spent_twice()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_GATEWAY_KILLS"), CultureInfo.InvariantCulture, out int set) ? set : 2;
        using IDisposable watching = _hytale.Log.Subscribe(Count);
        int met = 0;
        for (int i = 0; i < kills; i++)
        {
            int victim = i % 2;
            GatewayProcess other = _nodes[1 - victim];
            Caller caller = await SignInAsync(other, $"10.1.{i / 250}.{1 + (i % 250)}");
            Dictionary<string, string> sessions = await NewSessionsAsync(caller, victim);
            met += await KillInRenewalAsync(victim, [.. sessions.Keys]);
            long killed = Stopwatch.GetTimestamp();
            await GatewayWorld.UntilAsync(async () => await AllAsync(sessions.Keys, static row => row is { LeasedUntil: null } && row.RenewedAt > row.CreatedAt));
            Assert.InRange(Stopwatch.GetElapsedTime(killed), TimeSpan.Zero, Limit);
            foreach ((string id, string token) in sessions)
            {
                Answer answer = await other.PostAsync("/game-session/refresh", GatewayWorld.Body("session_id", id), caller.Access);
                Assert.True(answer.Status == 200 && answer.Text("session_token") != token, answer.Raw);
                Assert.Equal(200, (await other.PostAsync("/game-session/delete", GatewayWorld.Body("session_id", id), caller.Access)).Status);
            }

            await _nodes[victim].DisposeAsync();
            _nodes[victim] = await StartNodeAsync();
        }

        Assert.DoesNotContain(_spent, static token => token.Value > 1);

        // Renewals of a dead node were met, or nothing was proven.
        Assert.True(kills < 10 || met > 0, "No kill met a renewal.");
    }

    public async Task DisposeAsync()
    {
        foreach (GatewayProcess node in _nodes)
        {
            await (node?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await _services.DisposeAsync();
        await _stores.DisposeAsync();
        await _hytale.DisposeAsync();
        File.Delete(_configuration);
    }

    private Task<GatewayProcess> StartNodeAsync() => GatewayProcess.StartAsync(_stores.Options.ConnectionString!, _stores.Schema, _configuration);

    private void Count(EmulatorEvent one)
    {
        if (one.Step is "hytale.refresh" or "hytale.session-refresh")
        {
            foreach (TokenMention token in one.Spent)
            {
                _spent.AddOrUpdate($"{one.Step} {token}", 1, static (_, count) => count + 1);
            }
        }
    }

    private async Task<Caller> SignInAsync(GatewayProcess node, string address)
    {
        Answer code = await node.PostAsync("/device-code", "{}", address: address);
        Assert.True(code.Status == 200, code.Raw);
        _hytale.Hytale.Approve(code.Text("user_code"));
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        Answer tokens = await node.PostAsync("/token", GatewayWorld.Body("device_code", code.Text("device_code")));
        Assert.True(tokens.Status == 200, tokens.Raw);

        // One account is everybody's here, and its limits are those of another test.
        await _stores.Cluster.QueryAsync($"DELETE FROM \"{_stores.Schema}\".windows");
        return new Caller(tokens.Text("access_token"), tokens.Text("refresh_token"), tokens.Text("account_id"));
    }

    private async Task<Dictionary<string, string>> NewSessionsAsync(Caller caller, int victim)
    {
        Dictionary<string, string> sessions = new(StringComparer.Ordinal);
        for (int i = 0; i < Sessions; i++)
        {
            Answer made = await _nodes[i % 2 == 0 ? victim : 1 - victim].PostAsync("/game-session/new", GatewayWorld.Body("profile_uuid", GatewayWorld.Ranger), caller.Access);
            Assert.True(made.Status == 200, made.Raw);
            sessions.Add(made.Text("session_id"), made.Text("session_token"));
        }

        return sessions;
    }

    /// <returns>How many renewals were under way.</returns>
    private async Task<int> KillInRenewalAsync(int victim, string[] ids)
    {
        await GatewayWorld.UntilAsync(async () => !await AllAsync(ids, static row => row.LeasedUntil is null));
        await Task.Delay(RandomNumberGenerator.GetInt32(0, 1200));
        await _nodes[victim].KillAsync();
        int met = 0;
        foreach (string id in ids)
        {
            met += (await FindAsync(id))!.Value.LeasedUntil is null ? 0 : 1;
        }

        return met;
    }

    private async ValueTask<Held<SessionRow>?> FindAsync(string id)
    {
        object? row = (await _stores.Cluster.QueryAsync($"SELECT convert_from(id, 'UTF8') FROM \"{_stores.Schema}\".work WHERE kind = convert_to('hytale-session', 'UTF8') AND convert_from(id, 'UTF8') LIKE '%/{id}'")).SingleOrDefault();
        return row is string known ? await _work.FindAsync(RowForms.Sessions, known, CancellationToken.None) : null;
    }

    private async Task<bool> AllAsync(IEnumerable<string> ids, Func<SessionRow, bool> holds)
    {
        foreach (string id in ids)
        {
            Held<SessionRow>? held = await FindAsync(id);
            Assert.True(held is { Value.IsEnding: false }, "A session was ended.");
            if (!holds(held.Value))
            {
                return false;
            }
        }

        return true;
    }
}
