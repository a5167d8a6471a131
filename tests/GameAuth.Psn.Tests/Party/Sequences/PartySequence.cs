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
        (5, PartyMove.List), (2, PartyMove.ListNow), (2, PartyMove.ListLast), (2, PartyMove.Invitations), (4, PartyMove.Join), (3, PartyMove.JoinOther), (2, PartyMove.JoinWithVoice), (2, PartyMove.Create), (2, PartyMove.Rename),
        (2, PartyMove.Invite), (4, PartyMove.StartVoice), (4, PartyMove.Answer), (2, PartyMove.AnswerOld), (4, PartyMove.Reoffer), (4, PartyMove.Read), (4, PartyMove.EndVoice), (2, PartyMove.DisposeVoice), (4, PartyMove.Leave),
        (3, PartyMove.LeaveAll), (2, PartyMove.Dispose), (2, PartyMove.GiveUp), (2, PartyMove.Wait), (2, PartyMove.WaitLong), (2, PartyMove.RefuseToken), (2, PartyMove.ConsoleJoins), (2, PartyMove.StopAndStart), (3, PartyMove.KillAndStart),
    ];

    // Moves that are drawn one by one are refused as illegal nearly always: most ways into a voice begin as a program's own.
    private static readonly (int Weight, PartyMove[] Moves)[] Ways =
    [
        (3, [PartyMove.List, PartyMove.Join]),
        (3, [PartyMove.List, PartyMove.Join, PartyMove.StartVoice]),
        (3, [PartyMove.List, PartyMove.JoinWithVoice, PartyMove.Answer]),
        (2, [PartyMove.Create, PartyMove.StartVoice, PartyMove.Answer]),
        (2, [PartyMove.List, PartyMove.JoinWithVoice, PartyMove.EndVoice, PartyMove.StartVoice, PartyMove.AnswerOld]),
        (3, [PartyMove.Answer, PartyMove.Reoffer, PartyMove.Answer]),
        (3, [PartyMove.Answer, PartyMove.Read, PartyMove.Reoffer]),
        (2, [PartyMove.EndVoice, PartyMove.StartVoice]),
        (2, [PartyMove.List, PartyMove.Join, PartyMove.Rename, PartyMove.Invite]),
    ];

    private static Gen<PartyFaultKind?> Fault => Gen.Frequency(
        (3, Gen.Constant<PartyFaultKind?>(null)), (4, Gen.Elements(Enum.GetValues<PartyFaultKind>()).Select(static kind => (PartyFaultKind?)kind)));

    private static Gen<IReadOnlyList<PartyFaultKind?>> Faults => Gen.Frequency(
        (5, Gen.Constant<IReadOnlyList<PartyFaultKind?>>([])),
        (3, from count in Gen.Choose(1, 6) from faults in Fault.ListOf(count) select (IReadOnlyList<PartyFaultKind?>)[.. faults]));

    private static Gen<IReadOnlyList<PartyTurn>> Single =>
        from move in Gen.Frequency([.. Moves.Select(static one => (one.Weight, Gen.Constant(one.Move)))])
        from faults in Faults
        select (IReadOnlyList<PartyTurn>)[new PartyTurn(move, faults)];

    private static Gen<IReadOnlyList<PartyTurn>> Way =>
        from moves in Gen.Frequency([.. Ways.Select(static one => (one.Weight, Gen.Constant(one.Moves)))])
        from faults in Faults.ListOf(moves.Length)
        select (IReadOnlyList<PartyTurn>)[.. moves.Zip(faults, static (move, faults) => new PartyTurn(move, faults))];

    public static Arbitrary<PartySequence> Any => Arb.From(
        from count in Gen.Choose(1, 12) from parts in Gen.Frequency((3, Single), (2, Way)).ListOf(count) select new PartySequence([.. parts.SelectMany(static part => part)]), Shrink);

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
