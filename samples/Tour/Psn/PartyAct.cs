using GameAuth;
using GameAuth.Emulator;
using GameAuth.Psn;

namespace Tour.Psn;

/// <summary>A party in the one order that the service takes: list, join, voice to the answer; then leave, peer, bridge. What is out of order is refused here.</summary>
internal static class PartyAct
{
    public static async Task RunAsync(TourScene scene, PsnAccount me, CancellationToken cancellationToken)
    {
        PsnPartyList list = await me.Parties.ListAsync(cancellationToken: cancellationToken);
        PsnPartyList again = await me.Parties.ListAsync(PsnPartyListMode.LastKnown, cancellationToken);
        scene.Report.Check(
            list.Parties.Count == 1 && again.Parties.Count == 1 && scene.Count(PsnCount.Parties) == 1,
            "Parties", $"{list.Parties[0].Name} of {list.Parties[0].Members[0].OnlineId}; asked again within 30 seconds, it is the last list");

        PsnPartySession session = await me.Parties.JoinWithVoiceAsync(list.Parties[0], cancellationToken);
        await session.Voice!.AnswerAsync("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n", cancellationToken);
        scene.Report.Check(
            session.Voice.State is PsnVoiceState.Answered && scene.Emulator.Psn.Bridges is [{ Peers: [{ IsAnswered: true }] }],
            "Voice", "member, then there; a pause; bridge, link and peer; the service's offer is answered");

        int before = scene.Emulator.Log.Events.Count;
        bool isRefused = await IsRefusedAsync(() => session.Voice.AnswerAsync("v=0", cancellationToken)) & await IsRefusedAsync(() => me.Parties.CreateAsync(cancellationToken: cancellationToken));
        scene.Report.Check(
            isRefused && scene.Emulator.Log.Events.Count == before, "Out of order", "a second answer and a second party were refused here, and not sent");

        // A lost answer on the way out keeps nothing: what the service no longer knows is over.
        scene.Emulator.Faults.Add(Fault.DropAfter(PsnCount.Leave));
        bool isLeft = await LeavesAsync(me, session, cancellationToken);
        scene.Report.Check(
            isLeft && scene.Emulator.Psn.Bridges.Count == 0 && scene.Emulator.Psn.Parties is [{ Members.Count: 1 }] && scene.Emulator.Psn.OrderProblems.Count == 0,
            "Leave", "party, peer and bridge, in that order, and nothing is left; the service saw no step out of order");
    }

    private static async Task<bool> IsRefusedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (IllegalStepException)
        {
            return true;
        }
    }

    private static async Task<bool> LeavesAsync(PsnAccount me, PsnPartySession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.LeaveAsync(cancellationToken);
        }
        catch (GameAuthException failure) when (failure is OutcomeUnknownException or ProviderException { IsTransient: true })
        {
            await me.Parties.LeaveAsync(cancellationToken);
        }

        return session.IsOver && me.Parties.Current is null;
    }
}
