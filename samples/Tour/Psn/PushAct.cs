using GameAuth.Emulator;
using GameAuth.Psn;

namespace Tour.Psn;

/// <summary>The service tells of a party over a push connection, which mends itself when the network fails.</summary>
internal static class PushAct
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(TourScene scene, PsnAccount me, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await using PsnPushConnection push = await me.Push.ConnectAsync(new PsnPushOptions { AppType = "EMULATED_TOUR" }, cancellationToken);
        string party = scene.Emulator.Psn.CreateParty(new EmulatedPsnParty { Name = "Emulated call", Members = ["EmuSilver"] });
        scene.Emulator.Psn.Invite(party, scene.Emulator.Psn.Players[0].OnlineId);
        PsnPushEvent? news = await NextAsync(push, patience.Token);
        scene.Report.Check(
            news is PsnPartyInvited { From: not null } invited && invited.SessionId == party, "Push", $"{(news as PsnPartyInvited)?.From?.OnlineId} invites {me.OnlineId} to a party, and nobody had to ask for it");

        scene.Emulator.Psn.DropPushConnections();
        PsnPushEvent? next = await NextAsync(push, patience.Token);
        scene.Report.Check(
            next is PsnPushMissed && scene.Count(PsnCount.PushConnect) == 2, "Lost push", "the connection was made again after a pause, and its reader knows that something may have been missed");
        scene.Emulator.Psn.Leave(party, "EmuSilver");
    }

    private static async Task<PsnPushEvent?> NextAsync(PsnPushConnection push, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (PsnPushEvent news in push.WithCancellation(cancellationToken))
            {
                return news;
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing came in time: the step has failed.
        }

        return null;
    }
}
