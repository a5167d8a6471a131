using System.Text.Json;

namespace GameAuth.Xbox.Tests;

/// <summary>Takes notifications off a subscription.</summary>
internal static class Reading
{
    /// <summary>The next notification.</summary>
    public static async Task<XboxNotification<T>> NextAsync<T>(this XboxSubscription<T> subscription) => (await subscription.TakeAsync(1))[0];

    public static async Task<XboxNotification<T>[]> TakeAsync<T>(this XboxSubscription<T> subscription, int count)
    {
        using CancellationTokenSource limit = new(RtaServer.Patience);
        List<XboxNotification<T>> taken = [];
        await foreach (XboxNotification<T> one in subscription.WithCancellation(limit.Token))
        {
            taken.Add(one);
            if (taken.Count == count)
            {
                return [.. taken];
            }
        }

        throw new InvalidOperationException($"The stream ended after {taken.Count} of {count}.");
    }

    /// <summary>All that comes until the stream ends: <c>resync</c>, or the JSON text.</summary>
    public static Task<string[]> ReadToEndAsync(this XboxSubscription<JsonElement> subscription) => Task.Run(async () =>
    {
        List<string> taken = [];
        await foreach (XboxNotification<JsonElement> one in subscription)
        {
            taken.Add(one.Show());
        }

        return taken.ToArray();
    }).WaitAsync(RtaServer.Patience);

    public static string Show(this XboxNotification<JsonElement> one) => one.IsResync ? "resync" : one.Data.GetRawText();
}
