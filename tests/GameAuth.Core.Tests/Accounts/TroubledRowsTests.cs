using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Accounts;

public sealed class TroubledRowsTests : EngineTest
{
    private readonly TroubledStore _store;

    public TroubledRowsTests() => Harness.Store = _store = new TroubledStore(Harness.Store);

    public static TheoryData<RowState> Troubles => [RowState.Corrupt, RowState.WrongKey, RowState.NewerFormat, RowState.KeyUnavailable];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_row_that_does_not_open_reaches_the_caller_as_its_state_and_is_left_as_it_is(RowState trouble)
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Harness.ExpireLeafAndGrant();
        _store.Trouble = trouble;
        CredentialStoreException minting = await Assert.ThrowsAsync<CredentialStoreException>(async () => await account.GetSessionAsync());
        CredentialStoreException finding = await Assert.ThrowsAsync<CredentialStoreException>(async () => await Front(await HostAsync()).FindAsync(account.Id));
        Assert.Equal((trouble, trouble), (minting.State, finding.State));
        Assert.Empty(_store.Touched);
        _store.Trouble = null;
        Assert.NotNull(await account.GetSessionAsync());
    }

    [Fact]
    public async Task A_list_passes_over_rows_that_do_not_open_and_says_so_in_the_log()
    {
        await SignInAsync(await HostAsync());
        _store.Trouble = RowState.Corrupt;
        ContractHost host = await HostAsync();
        Assert.Empty(await ListAsync(host));
        Assert.Contains(host.Logs.Lines, line => line.Contains("can not be opened", StringComparison.Ordinal));
        Assert.Empty(_store.Touched);
    }

    [Fact]
    public async Task A_damaged_device_is_not_silently_another_device()
    {
        ContractHost host = await HostAsync();
        Tap.OnNext(WireCall.Other, (pass, _) =>
        {
            // The identity is the last row that was written before it is first presented.
            _store.Only = _store.LastWritten;
            return pass();
        });
        await SignInAsync(host);
        Harness.Clock.Advance(Server.Ledger.DeviceLifetime);
        _store.Trouble = RowState.Corrupt;
        ToyAccount account = (await Front(await HostAsync()).FindAsync())!;
        CredentialStoreException error = await Assert.ThrowsAsync<CredentialStoreException>(async () => await account.GetSessionAsync());
        Assert.Equal(RowState.Corrupt, error.State);
        Assert.Empty(_store.Touched);
        _store.Trouble = null;
        Assert.NotNull(await account.GetSessionAsync());
        Assert.Single(Server.Ledger.DeviceIds);
    }

    [Fact]
    public async Task A_damaged_row_of_what_can_be_derived_is_derived_again()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        await account.GetSessionAsync("other");
        _store.Only = _store.LastWritten;
        _store.Trouble = RowState.Corrupt;
        ToyAccount restarted = (await Front(await HostAsync()).FindAsync())!;
        await account.GetSessionAsync("other");
        Harness.ExpireLeaf();
        Assert.NotNull(await restarted.GetSessionAsync("other"));
    }

    [Fact]
    public async Task A_sign_out_of_an_account_that_a_newer_release_wrote_fails_and_ends()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        _store.Trouble = RowState.NewerFormat;
        CredentialStoreException error = await Assert.ThrowsAsync<CredentialStoreException>(() => account.SignOutAsync().WaitAsync(ProviderHarness.Patience));
        Assert.Equal(RowState.NewerFormat, error.State);
        Assert.Empty(_store.Touched);
    }
}
