using System.Collections.Concurrent;
using GameAuth.Providers;

namespace GameAuth.Tests.Lifetime;

/// <summary>A service with rooms that a test directs.</summary>
internal sealed class RoomService
{
    private int _doors;

    /// <summary>How many were opened.</summary>
    public int Opened => _doors;

    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>What the next call fails with.</summary>
    public ConcurrentQueue<GameAuthException> Failures { get; } = [];

    /// <summary>What holds the next renewal back.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>What holds the end of a room back.</summary>
    public Task HoldEnd { get; set; } = Task.CompletedTask;

    public TimeSpan? Lifetime { get; set; }

    public Room Open(DateTimeOffset now) => new($"{++_doors}", now + Lifetime);

    public Action? OnCall { get; set; }

    public void Call(string name)
    {
        OnCall?.Invoke();
        Calls.Enqueue(name);
        if (Failures.TryDequeue(out GameAuthException? failure))
        {
            throw failure;
        }
    }
}

internal sealed class TestRoom(Account account, RoomService service, Room first, LeasedRecords<Room> records, TimeProvider time)
    : LeasedResource<Room>(account, "room", first, records)
{
    public static async Task<TestRoom> OpenAsync(Account account, RoomService service, LeasedRecords<Room> records, TimeProvider time)
    {
        await records.HoldAsync(CancellationToken.None);
        TestRoom room = new(account, service, service.Open(time.GetUtcNow()), records, time);
        await room.StartAsync();
        return room;
    }

    public Task<bool> MoveAsync(Room next) => AdvanceAsync(next);

    protected internal override DateTimeOffset? ExpiresAt(Room current) => current.EndsAt;

    protected internal override async Task<Room> RefreshAsync(Room current)
    {
        service.Call($"refresh {current.Door}");
        await service.Hold;
        return current with { EndsAt = time.GetUtcNow() + service.Lifetime };
    }

    protected internal override Task<Room> ReplaceAsync(Room current)
    {
        service.Call($"replace {current.Door}");
        return Task.FromResult(service.Open(time.GetUtcNow()));
    }

    protected override Task ReleaseAsync(Room current, CancellationToken cancellationToken)
    {
        service.Call($"end {current.Door}");
        return service.HoldEnd.WaitAsync(cancellationToken);
    }
}
