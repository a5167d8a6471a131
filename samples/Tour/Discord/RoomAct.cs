using System.Text.Json;
using DiscordConsole;
using GameAuth.Discord;

namespace Tour.Discord;

/// <summary>Two rooms, one of which wants a ticket; the backend restarts, and the player is back in both.</summary>
internal static class RoomAct
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(TourScene scene, DiscordAccount me, EmulatedBackend backend, CancellationToken cancellationToken)
    {
        await using RealtimeClient client = await me.ConnectRealtimeAsync(cancellationToken);
        RealtimeRoom lobby = await client.JoinAsync("lobby", cancellationToken);
        RealtimeRoom vip = await client.JoinAsync("vip-lounge", cancellationToken);
        await client.SendAsync(JsonElement.Parse("\"hello\""), lobby.Name, cancellationToken);
        await using IAsyncEnumerator<RealtimeEvent> events = client.GetAsyncEnumerator(cancellationToken);
        bool isHeard = await events.MoveNextAsync() && events.Current is RealtimeMessageReceived { Room: "lobby" };
        scene.Report.Check(isHeard && vip.IsJoined, "Rooms", "joined by a proof of the key, one of them with a ticket; what was said came back");

        await backend.StopAsync();
        await UntilAsync(() => !client.IsConnected, cancellationToken);
        await backend.StartAsync(cancellationToken);
        await UntilAsync(() => lobby.IsJoined && vip.IsJoined, cancellationToken);
        scene.Report.Check(await events.MoveNextAsync() && events.Current is RealtimeMissed, "Restart of the backend", "the connection was made again, the gap was told, and the player is back in both rooms");
    }

    private static async Task UntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (!isSo())
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException();
            }

            await Task.Delay(Look, cancellationToken);
        }
    }
}
