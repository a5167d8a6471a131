using GameAuth.Storage;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.Storage;

public sealed class TimeLimitedKeystoreTests : KeyDirectoryTest
{
    private readonly FakeKeystore _keystore = new();
    private readonly FakeClock _clock = new();

    private KeystoreKeySource Source() => new("tests", StoreDirectory, _clock, LocalDisk.Instance, _keystore);

    private async Task TimeOutAsync(KeystoreKeySource source)
    {
        Task<string> refused = RefusedAsync(source);
        await _clock.RunUntilAsync(refused, TimeLimitedKeystore.Limit);
        Assert.Contains("did not answer within 3 s", await refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_keystore_that_hangs_is_an_error_after_three_seconds_and_not_an_absent_source()
    {
        using ManualResetEventSlim hang = new();
        _keystore.Hang = hang;
        await TimeOutAsync(Source());
        hang.Set();
    }

    [Fact]
    public async Task A_chain_does_not_go_on_after_a_time_out()
    {
        using ManualResetEventSlim hang = new();
        _keystore.Hang = hang;
        FakeKeySource next = new();
        Task<string> refused = RefusedAsync(new KeyChain(StoreDirectory, [Source(), new Named("next", next)]));
        await _clock.RunUntilAsync(refused, TimeLimitedKeystore.Limit);
        Assert.Contains("did not answer", await refused, StringComparison.Ordinal);
        Assert.Equal(0, next.Asked);
        hang.Set();
    }

    [Fact]
    public async Task While_a_call_hangs_no_second_one_is_made_and_when_it_has_ended_the_key_is_to_be_had()
    {
        using ManualResetEventSlim hang = new();
        _keystore.Hang = hang;
        KeystoreKeySource source = Source();
        await TimeOutAsync(source);
        await TimeOutAsync(source);
        Assert.Equal(1, _keystore.Calls);
        hang.Set();
        Assert.NotNull(await source.GetKeyAsync(default));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_let_go()
    {
        using ManualResetEventSlim hang = new();
        _keystore.Hang = hang;
        using CancellationTokenSource patience = new();
        Task<MasterKey?> waiting = Source().GetKeyAsync(patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        hang.Set();
    }
}
