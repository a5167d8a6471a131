using FsCheck;
using FsCheck.Fluent;

namespace GameAuth.Psn.Tests.Party.Sequences;

/// <summary>What a caller does, or what happens to it.</summary>
public enum PartyMove
{
    List,
    ListNow,
    ListLast,
    Invitations,
    Join,
    JoinOther,
    JoinWithVoice,
    Create,
    Rename,
    Invite,
    StartVoice,
    Answer,
    AnswerOld,
    Reoffer,
    Read,
    EndVoice,
    DisposeVoice,
    Leave,
    LeaveAll,
    Dispose,
    GiveUp,
    Wait,
    WaitLong,
    RefuseToken,
    ConsoleJoins,
    StopAndStart,
    KillAndStart,
}

/// <summary>One move, and what becomes of its requests in turn; what comes after them is answered well.</summary>
public sealed record PartyTurn(PartyMove Move, IReadOnlyList<PartyFaultKind?> Faults)
{
    public override string ToString() => Faults.Count == 0 ? $"{Move}" : $"{Move}({string.Join(",", Faults.Select(static fault => fault?.ToString() ?? "-"))})";
}

/// <summary>A run of moves.</summary>
public sealed record PartySequence(IReadOnlyList<PartyTurn> Turns)
{
    // What leads somewhere comes more often than what is refused most of the time.
    private static readonly (int Weight, PartyMove Move)[] Moves =
    [
        (5, PartyMove.List), (1, PartyMove.ListNow), (1, PartyMove.ListLast), (1, PartyMove.Invitations), (8, PartyMove.Join), (2, PartyMove.JoinOther), (4, PartyMove.JoinWithVoice), (4, PartyMove.Create), (1, PartyMove.Rename),
        (1, PartyMove.Invite), (8, PartyMove.StartVoice), (7, PartyMove.Answer), (1, PartyMove.AnswerOld), (4, PartyMove.Reoffer), (3, PartyMove.Read), (4, PartyMove.EndVoice), (1, PartyMove.DisposeVoice), (4, PartyMove.Leave),
        (3, PartyMove.LeaveAll), (1, PartyMove.Dispose), (1, PartyMove.GiveUp), (2, PartyMove.Wait), (1, PartyMove.WaitLong), (1, PartyMove.RefuseToken), (1, PartyMove.ConsoleJoins), (1, PartyMove.StopAndStart), (3, PartyMove.KillAndStart),
    ];

    private static Gen<PartyFaultKind?> Fault => Gen.Frequency(
        (3, Gen.Constant<PartyFaultKind?>(null)), (4, Gen.Elements(Enum.GetValues<PartyFaultKind>()).Select(static kind => (PartyFaultKind?)kind)));

    private static Gen<IReadOnlyList<PartyFaultKind?>> Faults => Gen.Frequency(
        (3, Gen.Constant<IReadOnlyList<PartyFaultKind?>>([])),
        (2, from count in Gen.Choose(1, 6) from faults in Fault.ListOf(count) select (IReadOnlyList<PartyFaultKind?>)[.. faults]));

    private static Gen<PartyTurn> Turn =>
        from move in Gen.Frequency([.. Moves.Select(static one => (one.Weight, Gen.Constant(one.Move)))])
        from faults in Faults
        select new PartyTurn(move, faults);

    public static Arbitrary<PartySequence> Any => Arb.From(
        from count in Gen.Choose(1, 24) from turns in Turn.ListOf(count) select new PartySequence([.. turns]), Shrink);

    public override string ToString() => string.Join(" ", Turns);

    private static IEnumerable<PartySequence> Shrink(PartySequence whole)
    {
        for (int i = 0; i < whole.Turns.Count; i++)
        {
            yield return new PartySequence([.. whole.Turns.Where((_, at) => at != i)]);
        }

        for (int i = 0; i < whole.Turns.Count; i++)
        {
            if (whole.Turns[i].Faults.Count > 0)
            {
                yield return new PartySequence([.. whole.Turns.Select((turn, at) => at == i ? turn with { Faults = [.. turn.Faults.SkipLast(1)] } : turn)]);
            }
        }
    }
}
