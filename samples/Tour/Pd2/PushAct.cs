using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Pd2;

namespace Tour.Pd2;

/// <summary>What the service pushes twice comes once, and a connection that is lost is made again.</summary>
internal static class PushAct
{
    public static async Task RunAsync(TourScene scene, Pd2Account me, CancellationToken cancellationToken)
    {
        Pd2Emulator service = scene.Emulator.Pd2;
        (string seller, string buyer) = (service.Players[0].Username, service.Players[1].Username);
        string listing = (await me.Listings.ListOwnAsync(cancellationToken).ToListAsync(cancellationToken))[0].Id;
        await using IAsyncEnumerator<Pd2Push> pushes = me.FollowAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

        // The connection stands, so that the first step has subscribed when it returns.
        Task<bool> first = pushes.MoveNextAsync().AsTask();
        service.MakeOffer(buyer, listing, "Two Ist");
        bool isOffer = await first && pushes.Current is Pd2Notification { IsOffer: true } told && told.ListingId == listing;
        JsonNode again = JsonNode.Parse(((Pd2Notification)pushes.Current).Json.GetRawText())!;
        service.Push(seller, "system/notification pushed", again, times: 2);
        service.SendMessage(buyer, seller, "Still there?");
        bool isOnce = await pushes.MoveNextAsync() && pushes.Current is Pd2Message { Text: "Still there?" };
        scene.Report.Check(isOffer && isOnce, "Pushes", "an offer that came three times was told once, then a message");

        service.Strike(Pd2SocketTrouble.Reset);
        bool isGap = await pushes.MoveNextAsync() && pushes.Current is Pd2Gap;
        service.SendMessage(buyer, seller, "And now?");
        while (await pushes.MoveNextAsync() && pushes.Current is Pd2Gap)
        {
            // One from each kind of push.
        }

        scene.Report.Check(isGap && pushes.Current is Pd2Message { Text: "And now?" }, "Reset", "the connection was made and signed in again, the gap was told, and pushes go on");
    }
}
