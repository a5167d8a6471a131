using FsCheck;
using FsCheck.Fluent;

namespace GameAuth.Discord.Tests.Sequences;

/// <summary>What a player, an application or the world does.</summary>
public enum SessionMove
{
    Call,
    CallBoth,
    Wait,
    WaitMinutes,
    WaitExpiry,
    Connect,
    Join,
    Say,
    Leave,
    Disconnect,
    LoseAnswers,
    LoseRequests,
    SlowDown,
    BackendDown,
    BackendUp,
    KillAndStart,
    KillAtRefresh,
    StopAndStart,
    EndElsewhere,
    SignOut,
    SignIn,
}

/// <summary>One move, by the first process or the second, and how much of it.</summary>
public sealed record SessionTurn(SessionMove Move, int App, int Count)
{
    public override string ToString() => $"{Move}{App}x{Count}";
}

/// <summary>A run of moves of two processes on one store.</summary>
public sealed record SessionSequence(IReadOnlyList<SessionTurn> Turns)
{
    // What leads somewhere comes more often than what ends it.
    private static readonly (int Weight, SessionMove Move)[] Moves =
    [
        (6, SessionMove.Call), (6, SessionMove.CallBoth), (3, SessionMove.Wait), (3, SessionMove.WaitMinutes), (7, SessionMove.WaitExpiry), (4, SessionMove.Connect), (4, SessionMove.Join), (3, SessionMove.Say),
        (1, SessionMove.Leave), (1, SessionMove.Disconnect), (4, SessionMove.LoseAnswers), (2, SessionMove.LoseRequests), (2, SessionMove.SlowDown), (2, SessionMove.BackendDown), (3, SessionMove.BackendUp),
        (2, SessionMove.KillAndStart), (3, SessionMove.KillAtRefresh), (2, SessionMove.StopAndStart), (2, SessionMove.EndElsewhere), (1, SessionMove.SignOut), (3, SessionMove.SignIn),
    ];

    private static Gen<SessionTurn> Turn =>
        from move in Gen.Frequency([.. Moves.Select(static one => (one.Weight, Gen.Constant(one.Move)))])
        from app in Gen.Choose(0, 1)
        from count in Gen.Choose(1, 4)
        select new SessionTurn(move, app, count);

    public static Arbitrary<SessionSequence> Any => Arb.From(from count in Gen.Choose(1, 14) from turns in Turn.ListOf(count) select new SessionSequence([.. turns]), Shrink);

    public override string ToString() => string.Join(" ", Turns);

    private static IEnumerable<SessionSequence> Shrink(SessionSequence whole) =>
        Enumerable.Range(0, whole.Turns.Count).Select(at => new SessionSequence([.. whole.Turns.Where((_, i) => i != at)]));
}
