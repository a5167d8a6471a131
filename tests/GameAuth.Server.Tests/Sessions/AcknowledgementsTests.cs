using GameAuth.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Server.Tests.Sessions;

public sealed class AcknowledgementsTests
{
    private readonly FakeClock _clock = new();
    private readonly HeldStore _store = new();

    private Acknowledgements Make() => new(_store, _clock, NullLogger<Acknowledgements>.Instance);

    private static FamilyId Id(int i) => FamilyId.Of([(byte)i, (byte)(i >> 8), (byte)(i >> 16)]);

    [Fact]
    public async Task Each_generation_of_a_family_is_told_once()
    {
        using Acknowledgements acknowledgements = Make();
        await acknowledgements.StartAsync(default);
        for (int i = 0; i < 5; i++)
        {
            acknowledgements.Note(Id(1), 0);
        }

        acknowledgements.Note(Id(1), 1);
        acknowledgements.Note(Id(1), 0);
        acknowledgements.Note(Id(2), 0);
        await _store.WaitForAsync(3);
        await acknowledgements.StopAsync(default);
        Assert.Equal([(Id(1), 0), (Id(1), 1), (Id(2), 0)], _store.Told.OrderBy(told => told.Family == Id(2)).ThenBy(told => told.Generation));
        Assert.Equal((0, 0), (acknowledgements.Pending, acknowledgements.Dropped));
    }

    [Fact]
    public async Task A_note_never_waits_and_what_is_too_much_is_dropped_and_counted()
    {
        using Acknowledgements acknowledgements = Make();
        for (int i = 0; i < Acknowledgements.Capacity + 100; i++)
        {
            acknowledgements.Note(Id(i), 0);
        }

        Assert.Equal(100, acknowledgements.Dropped);
        Assert.Equal(Acknowledgements.Capacity, acknowledgements.Pending);
        await acknowledgements.StartAsync(default);
        await _store.WaitForAsync(Acknowledgements.Capacity);

        // What was dropped is told with the next note.
        acknowledgements.Note(Id(Acknowledgements.Capacity + 50), 0);
        await _store.WaitForAsync(Acknowledgements.Capacity + 1);
        await acknowledgements.StopAsync(default);
    }

    [Fact]
    public async Task A_store_that_is_down_is_told_again_later()
    {
        using Acknowledgements acknowledgements = Make();
        _store.Failure = new SessionStoreException("The store is down.");
        acknowledgements.Note(Id(1), 3);
        await acknowledgements.StartAsync(default);
        await _clock.WaitForTimersAsync(1);
        Assert.Empty(_store.Told);
        Assert.Equal(1, acknowledgements.Pending);
        _store.Failure = null;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _store.WaitForAsync(1);
        await acknowledgements.StopAsync(default);
        Assert.Equal([(Id(1), 3)], _store.Told);
    }

    [Fact]
    public async Task A_store_with_a_fault_does_not_end_the_host()
    {
        using Acknowledgements acknowledgements = Make();
        _store.Failure = new InvalidOperationException("A bug.");
        acknowledgements.Note(Id(1), 0);
        await acknowledgements.StartAsync(default);
        await _store.WaitForCallsAsync(1);
        _store.Failure = null;
        acknowledgements.Note(Id(2), 0);
        await _store.WaitForAsync(1);
        await acknowledgements.StopAsync(default);
        Assert.Equal([(Id(2), 0)], _store.Told);
        Assert.Equal(0, acknowledgements.Pending);
    }

    [Fact]
    public async Task It_stops_while_the_store_is_down()
    {
        using Acknowledgements acknowledgements = Make();
        _store.Failure = new SessionStoreException("The store is down.");
        acknowledgements.Note(Id(1), 0);
        await acknowledgements.StartAsync(default);
        await _clock.WaitForTimersAsync(1);
        await acknowledgements.StopAsync(default);
        Assert.True(acknowledgements.ExecuteTask!.IsCompletedSuccessfully);
    }

    private sealed class HeldStore() : StoreDecorator(new MemorySessionStore())
    {
        private readonly Lock _gate = new();
        private readonly List<(FamilyId Family, int Generation)> _told = [];
        private readonly SemaphoreSlim _happened = new(0);
        private int _calls;

        public Exception? Failure { get; set; }

        public IReadOnlyList<(FamilyId Family, int Generation)> Told
        {
            get
            {
                lock (_gate)
                {
                    return [.. _told];
                }
            }
        }

        public Task WaitForAsync(int told) => WaitAsync(() => Told.Count >= told);

        public Task WaitForCallsAsync(int calls) => WaitAsync(() => Volatile.Read(ref _calls) >= calls);

        public override ValueTask AcknowledgeAsync(FamilyId id, int generation, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            try
            {
                if (Failure is { } failure)
                {
                    throw failure;
                }

                lock (_gate)
                {
                    _told.Add((id, generation));
                }

                return default;
            }
            finally
            {
                _happened.Release();
            }
        }

        private async Task WaitAsync(Func<bool> isThere)
        {
            while (!isThere())
            {
                await _happened.WaitAsync();
            }
        }
    }
}
