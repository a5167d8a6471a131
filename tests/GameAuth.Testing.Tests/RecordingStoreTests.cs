using GameAuth.Storage;

namespace GameAuth.Testing.Tests;

public sealed class RecordingStoreTests
{
    private static readonly RowKey _key = new("owner", "row");
    private readonly RowVersion _first = RowVersion.NewEpoch();
    private readonly MemoryTokenStore _inner = new();
    private readonly RecordingStore _store;

    public RecordingStoreTests() => _store = new RecordingStore(_inner);

    [Fact]
    public async Task Calls_are_passed_on_and_recorded_in_order()
    {
        Assert.True(await WriteAsync());
        Assert.Equal(RowState.Found, (await _store.ReadAsync(_key, default)).State);
        Assert.NotNull(await _store.LeaseAsync("lease", TimeSpan.Zero, default));
        await foreach (StoredRow row in _store.ListAsync("owner", default))
        {
            Assert.Equal(_key, row.Key);
        }

        Assert.True(await _store.TryDeleteAsync(_key, _first, default));

        Assert.Equal(
            [
                new RecordedStoreCall(StoreOperation.Write, _key, null, null, _first),
                new RecordedStoreCall(StoreOperation.Read, _key, null, null, null),
                new RecordedStoreCall(StoreOperation.Lease, null, "lease", null, null),
                new RecordedStoreCall(StoreOperation.List, null, "owner", null, null),
                new RecordedStoreCall(StoreOperation.Delete, _key, null, _first, null),
            ],
            _store.Calls);
        _store.ClearCalls();
        Assert.Empty(_store.Calls);
    }

    [Fact]
    public async Task A_call_that_fails_does_nothing()
    {
        _store.Fail(StoreOperation.Write, static () => new TimeoutException("no answer"));

        await Assert.ThrowsAsync<TimeoutException>(async () => await WriteAsync());

        Assert.Equal(RowState.Missing, (await _inner.ReadAsync(_key, default)).State);
        _store.Heal();
        Assert.True(await WriteAsync());
    }

    [Fact]
    public async Task A_call_whose_answer_is_lost_has_been_done()
    {
        _store.LoseAnswers(StoreOperation.Write);

        await Assert.ThrowsAsync<CredentialStoreException>(async () => await WriteAsync());

        Assert.Equal(RowState.Found, (await _inner.ReadAsync(_key, default)).State);
    }

    [Fact]
    public async Task A_refused_write_was_not_the_first_and_a_refused_lease_is_taken()
    {
        _store.Refuse(StoreOperation.Write);
        _store.Refuse(StoreOperation.Lease);

        Assert.False(await WriteAsync());
        Assert.Null(await _store.LeaseAsync("lease", TimeSpan.Zero, default));
        Assert.Equal(RowState.Missing, (await _inner.ReadAsync(_key, default)).State);
    }

    [Fact]
    public void A_read_can_not_be_refused() => Assert.Throws<ArgumentException>(() => _store.Refuse(StoreOperation.Read));

    [Fact]
    public async Task A_held_call_waits_until_it_is_released_and_the_next_does_not()
    {
        HeldStoreCall held = _store.Hold(StoreOperation.Write);
        Task<bool> writing = WriteAsync().AsTask();
        await held.Reached;

        Assert.False(writing.IsCompleted);
        Assert.Equal(RowState.Missing, (await _store.ReadAsync(_key, default)).State);
        held.Release();

        Assert.True(await writing);
        Assert.False(await WriteAsync());
    }

    [Fact]
    public async Task A_held_call_can_be_cancelled()
    {
        using CancellationTokenSource cancel = new();
        HeldStoreCall held = _store.Hold(StoreOperation.Read);
        Task<Row> reading = _store.ReadAsync(_key, cancel.Token).AsTask();
        await held.Reached;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private ValueTask<bool> WriteAsync() => _store.TryWriteAsync(_key, null, _first, new byte[] { 1 }, default);
}
