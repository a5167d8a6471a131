using GameAuth.ProviderContract;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Psn.Tests.Push;

/// <summary>What the tests of push have in common: a player with an open connection.</summary>
internal static class PushWorld
{
    public static readonly PsnPushOptions Options = new() { AppType = "EMU_APP" };

    public static PsnWorld Create(LogRecorder? logs = null) => new()
    {
        Family = gameAuth => gameAuth.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs ?? new LogRecorder())),
    };

    public static async Task<(PsnPushConnection Connection, PushPeer Peer)> ConnectAsync(this PsnWorld world, PsnAccount me, PsnPushOptions? options = null)
    {
        PsnPushConnection connection = await me.Push.ConnectAsync(options ?? Options).WaitAsync(ProviderHarness.Patience);
        return (connection, await world.Service.Push.NextAsync());
    }

    /// <summary>The next connection; meanwhile the pauses pass.</summary>
    public static async Task<PushPeer> ReconnectedAsync(this PsnWorld world)
    {
        Task<PushPeer> next = world.Service.Push.NextAsync();
        await world.WalkAsync(next);
        return await next;
    }

    public static async Task<PsnPushEvent> NextAsync(this IAsyncEnumerable<PsnPushEvent> connection)
    {
        await foreach (PsnPushEvent news in connection.WithTimeout())
        {
            return news;
        }

        throw new InvalidOperationException("The events have ended.");
    }

    public static async Task<List<PsnPushEvent>> ReadToEndAsync(this IAsyncEnumerable<PsnPushEvent> connection)
    {
        List<PsnPushEvent> all = [];
        await foreach (PsnPushEvent news in connection.WithTimeout())
        {
            all.Add(news);
        }

        return all;
    }

    /// <summary>A message of the service.</summary>
    public static string Say(string dataType, string data = """{"sessionId":"emu-party-1"}""") =>
        $$$"""{"version":"2.1","method":3001,"dataType":"{{{dataType}}}","to":{"accountId":"9000000000000000001","onlineId":"EmuHunter","platform":["MOBILE_APP"]},"body":{"data":{{{data}}}}}""";

    public static string Named(string name) => Say("psn:emu:named", $"\"{name}\"");

    /// <summary>A test waits for what must happen anyhow, and gives up when it does not.</summary>
    private static async IAsyncEnumerable<PsnPushEvent> WithTimeout(this IAsyncEnumerable<PsnPushEvent> events)
    {
        using CancellationTokenSource patience = new(ProviderHarness.Patience);
        await foreach (PsnPushEvent news in events.WithCancellation(patience.Token))
        {
            yield return news;
        }
    }
}
