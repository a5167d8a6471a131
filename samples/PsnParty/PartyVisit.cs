using System.Globalization;
using GameAuth;
using GameAuth.Psn;
using Party = GameAuth.Psn.PsnParty;

namespace PsnParty;

/// <summary>One visit of a party, in the service's order: list, join, voice to the answer; then leave.</summary>
internal sealed class PartyVisit(PsnAccount me)
{
    public async Task<IReadOnlyList<Party>> ListAsync(CancellationToken cancellationToken)
    {
        // Asked too soon after the last time, also by a run before, it waits.
        PsnPartyList list = await me.Parties.ListAsync(cancellationToken: cancellationToken);
        foreach (Party party in list.Parties)
        {
            string members = string.Join(", ", party.Members.Select(static member => member.OnlineId ?? member.AccountId));
            Console.WriteLine($"  {NameOf(party)} ({party.Members.Count} of {party.MaxMembers?.ToString(CultureInfo.InvariantCulture) ?? "?"}): {members}{(party.IsJoinable ? "" : "; not open to you")}");
        }

        return list.Parties;
    }

    public async Task RunAsync(string? name, CancellationToken cancellationToken)
    {
        IReadOnlyList<Party> parties = await ListAsync(cancellationToken);
        if (parties.FirstOrDefault(party => name is null ? party.IsJoinable : party.Name == name) is not { } chosen)
        {
            Console.WriteLine(name is null ? "There is no party that you may join." : "There is no party of that name.");
            return;
        }

        // Whatever fails on the way in, what was made by then is ended.
        PsnPartySession session = await me.Parties.JoinWithVoiceAsync(chosen, cancellationToken);
        try
        {
            await StayAsync(session, session.Voice!, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || session.IsOver)
        {
        }
        finally
        {
            await LeaveAsync(session);
        }
    }

    private static async Task StayAsync(PsnPartySession session, PsnVoice voice, CancellationToken cancellationToken)
    {
        Console.WriteLine($"You are in {NameOf(session.Party)}.");
        await voice.AnswerAsync(QuietAnswer.To(voice.Offer!), cancellationToken);
        Console.WriteLine("The voice is answered, with every stream declined: this program has no audio. Ctrl+C leaves.");
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Over);
        await Task.Delay(Timeout.Infinite, ends.Token);
    }

    // The host's stop would do it too, and say nothing.
    private static async Task LeaveAsync(PsnPartySession session)
    {
        try
        {
            await session.LeaveAsync(CancellationToken.None);
            Console.WriteLine("You have left the party, and the voice is ended.");
        }
        catch (GameAuthException failure)
        {
            Console.WriteLine($"The party was not left whole; the next start goes on with it: {failure.UserMessage}");
        }
    }

    private static string NameOf(Party party) => party.Name.Length > 0 ? party.Name : party.Id;
}
