using System.Text.Json;

namespace GameAuth.Discord.Tests.World;

/// <summary>What tests of the socket do again and again.</summary>
internal static class RealtimeSteps
{
    public static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static async Task<RealtimeEvent> NextAsync(BackendWorld world, RealtimeClient client)
    {
        IAsyncEnumerator<RealtimeEvent> events = client.GetAsyncEnumerator();
        await using (events)
        {
            return await world.WalkAsync(events.MoveNextAsync().AsTask()) ? events.Current : throw new InvalidOperationException("The events have ended.");
        }
    }

    /// <summary>Lets time go by, as sockets and timers of both sides need it: in small steps.</summary>
    public static async Task WalkForAsync(BackendWorld world, TimeSpan time)
    {
        for (TimeSpan left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        await world.Backend.RestAsync();
    }
}
