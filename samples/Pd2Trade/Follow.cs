using GameAuth.Pd2;

namespace Pd2Trade;

/// <summary>Tells of offers and messages as they come, until Ctrl+C.</summary>
internal static class Follow
{
    public static async Task RunAsync(Pd2Account me, CancellationToken cancellationToken)
    {
        try
        {
            Console.WriteLine("Following offers and messages. Ctrl+C ends it.");
            await foreach (Pd2Push push in me.FollowAsync(cancellationToken))
            {
                string told = push switch
                {
                    Pd2Notification { IsOffer: true } offer => $"an offer for {offer.ListingId}: {offer.Text}",
                    Pd2Notification other => $"{other.Type}: {other.Text}",
                    Pd2Message message => $"a message: {message.Text}",
                    _ => "some may have been missed meanwhile; the offers are on your listings",
                };
                Console.WriteLine($"{TimeProvider.System.GetLocalNow():T}  {told}");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Somebody interrupts.
        }

        Console.WriteLine("No longer following.");
    }
}
