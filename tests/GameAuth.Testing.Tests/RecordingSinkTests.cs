namespace GameAuth.Testing.Tests;

public sealed class RecordingSinkTests
{
    private readonly RecordingSink _sink = new();

    [Fact]
    public void Events_are_kept_in_order()
    {
        _sink.OnEvent(Event("first"));
        _sink.OnEvent(Event("second"));

        Assert.Equal(["first", "second"], _sink.Names);
        _sink.Clear();
        Assert.Empty(_sink.Events);
    }

    [Fact]
    public async Task A_test_can_wait_for_an_event_to_come()
    {
        Task<AuthEvent> waiting = _sink.WaitForAsync("second");
        _sink.OnEvent(Event("first"));
        Assert.False(waiting.IsCompleted);

        TestEvent happened = Event("second");
        _sink.OnEvent(happened);

        Assert.Same(happened, await waiting);
    }

    [Fact]
    public async Task An_event_that_has_come_needs_no_wait()
    {
        TestEvent happened = Event("first");
        _sink.OnEvent(happened);

        Assert.Same(happened, await _sink.WaitForAsync(static candidate => candidate.Name == "first"));
    }

    [Fact]
    public async Task Waiting_for_an_event_can_be_cancelled()
    {
        using CancellationTokenSource cancel = new();
        Task<AuthEvent> waiting = _sink.WaitForAsync("never", cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _sink.OnEvent(Event("never"));
    }

    [Fact]
    public void Events_from_many_threads_are_all_kept()
    {
        Parallel.For(0, 1000, i => _sink.OnEvent(Event("busy")));

        Assert.Equal(1000, _sink.Events.Count);
    }

    private static TestEvent Event(string name) => new(name);

    private sealed record TestEvent(string Name) : AuthEvent(Name, DateTimeOffset.UnixEpoch, null, null);
}
