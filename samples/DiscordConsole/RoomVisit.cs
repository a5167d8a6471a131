using System.Text.Json;
using GameAuth.Discord;

namespace DiscordConsole;

/// <summary>A visit in a room: who is signed in, what is said there, a lost connection and the way back.</summary>
internal sealed class RoomVisit(Stage stage)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(string room, CancellationToken cancellationToken)
    {
        DiscordAccount me = await stage.SignInAsync(cancellationToken);
        Console.WriteLine($"{me.DisplayName ?? me.DiscordId} is signed in at the backend.");
        await using RealtimeClient client = await me.ConnectRealtimeAsync(cancellationToken);
        RealtimeRoom joined = await client.JoinAsync(room, cancellationToken);
        Console.WriteLine($"In {joined.Name}: {joined.Occupied} there, and you may {string.Join(", ", joined.Permissions)}.");
        await client.SendAsync(JsonElement.Parse("""{"text":"hello"}"""), room, cancellationToken);
        if (stage.Backend is { } backend)
        {
            await PlayAsync(client, joined, backend, cancellationToken);
            await stage.SignOutAsync(cancellationToken);
        }
        else
        {
            await FollowAsync(client, cancellationToken);
        }
    }

    private static async Task FollowAsync(RealtimeClient client, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (RealtimeEvent news in client.WithCancellation(cancellationToken))
            {
                Tell(news);
            }
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("No longer listening.");
        }
    }

    /// <summary>Hears itself, loses its backend, and is back in the room when that is.</summary>
    private static async Task PlayAsync(RealtimeClient client, RealtimeRoom room, EmulatedBackend backend, CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<RealtimeEvent> events = client.GetAsyncEnumerator(cancellationToken);
        await NextAsync(events);
        await backend.StopAsync();
        while (client.IsConnected)
        {
            await Task.Delay(Look, cancellationToken);
        }

        Console.WriteLine("The backend is away.");
        await backend.StartAsync(cancellationToken);
        await NextAsync(events);
        while (!room.IsJoined)
        {
            await Task.Delay(Look, cancellationToken);
        }

        Console.WriteLine($"Back in {room.Name}.");
        await client.SendAsync(JsonElement.Parse("""{"text":"hello again"}"""), room.Name, cancellationToken);
        await NextAsync(events);
    }

    private static async Task NextAsync(IAsyncEnumerator<RealtimeEvent> events)
    {
        if (await events.MoveNextAsync())
        {
            Tell(events.Current);
        }
    }

    private static void Tell(RealtimeEvent news) => Console.WriteLine(news switch
    {
        RealtimeMessageReceived said => $"{said.Room}: {said.Data.GetRawText()}",
        RealtimePermissionsChanged changed => $"{changed.Room}: you may {string.Join(", ", changed.Permissions)} now.",
        RealtimeEvicted evicted => $"{evicted.Room}: you are out ({evicted.Code}). {evicted.Message}",
        RealtimeMessageRefused refused => $"Not sent ({refused.Code}).",
        _ => "The connection was made again.",
    });
}
