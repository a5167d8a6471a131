namespace GameAuth.Server.Tests.World;

/// <summary>The rooms of a toy application: a rule that the test sets, for all nodes of its world.</summary>
public sealed class ToyRooms : IRoomAccess
{
    private int _calls;

    /// <summary>What players may do: by the room and the subject.</summary>
    public Func<string, ValidatedToken, RoomAccessResult> Rule { get; set; } = static (_, _) => RoomAccessResult.Allow(["speak"]);

    /// <summary>Thrown by each check.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Where it is set, no check ends.</summary>
    public bool Hangs { get; set; }

    public int Calls => _calls;

    public async ValueTask<RoomAccessResult> CheckAsync(string room, ValidatedToken player, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        }

        return Failure is { } failure ? throw failure : Rule(room, player);
    }
}
