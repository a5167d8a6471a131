using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Tests.Engine;

namespace GameAuth.Tests.Accounts;

/// <summary>The player is asked only when the answer can be stored.</summary>
public sealed class UnwritableStoreTests : EngineTest, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-unwritable-");

    private string StorePath => Path.Combine(_directory.FullName, "store");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_store_that_can_not_be_written_says_so_before_the_player_is_asked()
    {
        FailingStore store = new(Harness.Store);
        Harness.Store = store;
        ContractHost host = await HostAsync();
        store.IsFull = true;
        int calls = Server.AllCalls;
        CredentialStoreException error = await Assert.ThrowsAsync<CredentialStoreException>(() => host.SignInAsync());
        Assert.Equal((RowState.StoreUnavailable, 0, calls), (error.State, host.Prompts, Server.AllCalls));
        store.IsFull = false;
        Assert.NotNull(await host.SignInAsync());
        Assert.Equal(1, host.Prompts);
    }

    [Fact]
    public async Task A_store_whose_rows_were_removed_while_it_is_open_takes_the_sign_in()
    {
        Harness.Store = new FileTokenStore(StorePath);
        ContractHost host = await HostAsync();
        await SignInAsync(host);
        Directory.Delete(Path.Combine(StorePath, "entries"), recursive: true);
        await SignInAsync(host, "bob");
        Assert.Equal("bob", Assert.Single(await ListAsync(await HostAsync())).DisplayName);
    }

    [Fact]
    public async Task The_trial_leaves_no_row()
    {
        ContractHost host = await HostAsync();
        await SignInAsync(host);
        int rows = await CountAsync();
        await SignInAsync(host);
        Assert.Equal(rows, await CountAsync());
    }

    [Fact]
    public async Task A_silent_sign_in_writes_nothing()
    {
        FailingStore store = new(Harness.Store);
        Harness.Store = store;
        await SignInAsync(await HostAsync());
        store.IsFull = true;
        ContractHost host = await HostAsync();
        Assert.NotNull(await host.SignInAsync());
        Assert.Equal(0, host.Prompts);
    }

    private async Task<int> CountAsync()
    {
        int rows = 0;
        await foreach (StoredRow _ in Harness.Store.ListAsync(partition: null, default))
        {
            rows++;
        }

        return rows;
    }
}
