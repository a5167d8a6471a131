using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;
using GameAuth.Pd2;
using GameAuth.Pd2.Tests;
using GameAuth.Providers;

namespace GameAuth.Interop;

/// <summary>npm socket.io 2.5.1 (Engine.IO 3) and 4.8.4 (Engine.IO 4), unmodified, as servers of the socket client.</summary>
public sealed class Socket_io_is_spoken
{
    private static int Calls => Count("GAMEAUTH_SOCKET_CALLS", 20_000);

    private static int Restarts => Count("GAMEAUTH_SOCKET_RESTARTS", 5);

    private static bool IsTimed => Environment.GetEnvironmentVariable("GAMEAUTH_SOCKET_TIMED") is "1";

    [PeerTheory]
    [InlineData(2, EngineVersion.V3)]
    [InlineData(2, EngineVersion.Auto)]
    [InlineData(4, EngineVersion.V4)]
    [InlineData(4, EngineVersion.Auto)]
    public async Task It_connects_signs_in_and_calls(int major, EngineVersion version)
    {
        await using SocketServer server = await SocketServer.SocketIoAsync(major);
        await using SocketWorld world = await SocketWorld.StartWithSystemClockAsync();
        FeathersConnection connection = await world.OpenAsync(settings => settings with { Version = version }, server.Address);
        using FeathersEvents created = connection.Events("market/listing", "created");
        Assert.Equal(7, (await connection.FindAsync("market/listing", """{"n":7}""")).GetProperty("n").GetInt32());
        Assert.Equal("a1", (await connection.GetAsync("game/stash", "a1", null, SocketJson.Default.JsonElement, CancellationToken.None)).GetProperty("id").GetString());
        Assert.Equal("é😀", (await connection.CreateAsync("""{"key":"é😀","event":true}""")).GetProperty("key").GetString());
        Assert.Equal("é😀", (await created.NextAsync()).Data.GetProperty("key").GetString());
        Assert.Equal(900_000, (await connection.CreateAsync($$"""{"big":"{{new string('x', 900_000)}}"}""")).GetProperty("big").GetString()!.Length);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => connection.CreateAsync("""{"binary":true}"""));
        Assert.Equal(8, (await connection.FindAsync("market/listing", """{"n":8}""")).GetProperty("n").GetInt32());
        Assert.Single(world.Logins);
    }

    [PeerFact]
    public async Task A_server_of_4_that_takes_no_3_is_a_typed_error()
    {
        await using SocketServer server = await SocketServer.SocketIoAsync(4);
        await using SocketWorld world = await SocketWorld.StartWithSystemClockAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.OpenAsync(static settings => settings with { Version = EngineVersion.V3 }, server.Address));
        // It agrees to the handshake and then writes its 400 into the stream, or says so at once, as its thread comes to it.
        Assert.True(error.Status is 400 or null, error.Message);
    }

    [PeerFact]
    public async Task A_server_of_4_that_takes_3_is_spoken_to_in_3()
    {
        await using SocketServer server = await SocketServer.SocketIoAsync(4, options: new JsonObject { ["allowEIO3"] = true });
        await using SocketWorld world = await SocketWorld.StartWithSystemClockAsync();
        FeathersConnection connection = await world.OpenAsync(static settings => settings with { Version = EngineVersion.V3 }, server.Address);
        Assert.Equal(7, (await connection.FindAsync("market/listing", """{"n":7}""")).GetProperty("n").GetInt32());
    }

    [PeerTheory]
    [InlineData(2, EngineVersion.V3)]
    [InlineData(2, EngineVersion.Auto)]
    [InlineData(4, EngineVersion.V4)]
    public async Task The_heartbeat_keeps_a_connection_that_is_at_rest(int major, EngineVersion version)
    {
        await using SocketServer server = await SocketServer.SocketIoAsync(major, pingInterval: 500, pingTimeout: 2_000);
        await using SocketWorld world = await SocketWorld.StartWithSystemClockAsync();
        FeathersConnection connection = await world.OpenAsync(settings => settings with { Version = version }, server.Address);
        await Task.Delay(TimeSpan.FromSeconds(4));
        await connection.FindAsync();
        Assert.Single(world.Logins);
    }

    [PeerTheory]
    [InlineData(2, EngineVersion.V3)]
    [InlineData(4, EngineVersion.V4)]
    public async Task Sixty_four_in_flight_are_neither_lost_nor_crossed(int major, EngineVersion version)
    {
        await using SocketServer server = await SocketServer.SocketIoAsync(major);
        await using SocketWorld world = await SocketWorld.StartWithSystemClockAsync();
        FeathersConnection connection = await world.OpenAsync(settings => settings with { Version = version, CallLimit = TimeSpan.FromSeconds(30) }, server.Address);
        int next = 0;
        int answered = 0;
        int crossed = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (int n; (n = Interlocked.Increment(ref next)) <= Calls;)
            {
                Sample? answer = await connection.FindAsync(
                    "market/listing", FeathersValue.Of(new Sample("n", n), SocketJson.Default.Sample), SocketJson.Default.Sample, CancellationToken.None);
                Interlocked.Increment(ref answered);
                Interlocked.Add(ref crossed, answer!.Number == n ? 0 : 1);
            }
        })));
        Assert.Equal((Calls, 0), (answered, crossed));
        Assert.Single(world.Logins);
    }

    [PeerTheory]
    [InlineData(2, EngineVersion.V3)]
    [InlineData(4, EngineVersion.V4)]
    public async Task A_frozen_server_is_noticed_within_interval_and_time_limit(int major, EngineVersion version)
    {
        TimeSpan limit = TimeSpan.FromSeconds(2 + 2);
        await using SocketServer server = await SocketServer.SocketIoAsync(major, pingInterval: 2_000, pingTimeout: 2_000);
        await using SocketWorld world = await SocketWorld.StartWithSystemClockAsync();
        FeathersConnection connection = await world.OpenAsync(settings => settings with { Version = version, CallLimit = TimeSpan.FromMinutes(1) }, server.Address);
        await connection.FindAsync();
        server.Signal("STOP");
        long since = Stopwatch.GetTimestamp();
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 10).Select(_ => connection.CreateAsync())];
        foreach (Task<JsonElement> call in calls)
        {
            await Assert.ThrowsAsync<OutcomeUnknownException>(() => call);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(since);
        server.Signal("CONT");
        // A busy machine is late by itself, so the tenth is asked for by command; else it is enough that the freeze ends the calls, and not their own limit.
        Assert.InRange(took, TimeSpan.Zero, IsTimed ? 1.1 * limit : TimeSpan.FromSeconds(45));
        await connection.FindAsync();
    }

    [PeerTheory]
    [InlineData(2, EngineVersion.V3)]
    [InlineData(4, EngineVersion.V4)]
    public async Task Over_restarts_every_call_ends_and_no_write_arrives_twice(int major, EngineVersion version)
    {
        await using SocketServer server = await SocketServer.SocketIoAsync(major);
        await using SocketWorld world = await SocketWorld.StartWithSystemClockAsync();
        FeathersConnection connection = await world.OpenAsync(
            settings => settings with
            {
                Version = version,
                Reconnect = new ReconnectOptions { ShortestPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(200) },
            },
            server.Address);
        using CancellationTokenSource stop = new();
        ConcurrentDictionary<string, bool> certain = [];
        int next = 0;
        int unknown = 0;
        int unsent = 0;
        Task[] writers = [.. Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                string key = Interlocked.Increment(ref next).ToString(CultureInfo.InvariantCulture);
                try
                {
                    certain[key] = (await connection.CreateAsync($$"""{"key":"{{key}}"}""")).GetProperty("key").GetString() == key;
                }
                catch (OutcomeUnknownException)
                {
                    Interlocked.Increment(ref unknown);
                }
                catch (ProviderException failure) when (failure.IsTransient)
                {
                    certain[key] = false;
                    Interlocked.Increment(ref unsent);
                }
            }
        }))];
        for (int i = 0; i < Restarts; i++)
        {
            int before = certain.Count;
            await SocketWorld.SoonAsync(() => certain.Count > before + 20);
            await server.KillAsync();
            await server.StartAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        string[] arrived = server.Writes();
        Assert.Equal(arrived.Length, arrived.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(next, certain.Count + unknown);
        HashSet<string> all = [.. arrived];
        Assert.All(certain, one => Assert.Equal(one.Value, all.Contains(one.Key)));
        Assert.InRange(unknown, 1, 16 * Restarts);
        Assert.Equal(0, unsent);
    }

    [PeerTheory]
    [InlineData(2, EngineVersion.V3)]
    [InlineData(4, EngineVersion.V4)]
    public async Task The_server_s_own_disconnect_is_mended_with_a_live_token(int major, EngineVersion version)
    {
        await using SocketServer server = await SocketServer.SocketIoAsync(major);
        await using SocketWorld world = await SocketWorld.StartWithSystemClockAsync();
        FeathersConnection connection = await world.OpenAsync(settings => settings with { Version = version }, server.Address);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => connection.CreateAsync("""{"disconnect":true}"""));
        await connection.FindAsync();
        Assert.Equal([FeathersLoginCause.Connect, FeathersLoginCause.Disconnected], world.Logins);
    }

    private static int Count(string name, int small) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) ? wanted : small;
}
