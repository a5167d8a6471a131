using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GameAuth.Tests.Accounts;

public sealed class ForgetEverythingTests : EngineTest
{
    [Fact]
    public async Task No_row_is_left_and_the_account_is_signed_out()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        await account.GetSessionAsync();
        await host.Services.GetRequiredService<TokenStoreMaintenance>().ForgetEverythingAsync();
        Assert.Equal(0, await CountAsync());
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(async () => await account.GetSessionAsync());
        Assert.Equal(SignInReason.SignedOut, error.Reason);
        Assert.Null(await Front(host).FindAsync());
        Assert.Contains(host.Events.All, happened => happened.Name == AuthEventNames.SignedOut);
        Assert.Contains(host.Events.All, happened => happened.Name == AuthEventNames.DeviceForgotten);
    }

    [Fact]
    public async Task The_next_sign_in_is_that_of_a_new_device()
    {
        ContractHost host = await HostAsync();
        await (await SignInAsync(host)).GetSessionAsync();
        await host.Services.GetRequiredService<TokenStoreMaintenance>().ForgetEverythingAsync();
        await (await SignInAsync(host)).GetSessionAsync();
        Assert.Equal(2, Server.Ledger.DeviceIds.Count);
        Assert.NotNull(await Front(await HostAsync()).FindAsync());
    }

    [Fact]
    public async Task A_key_that_was_made_here_goes_too_and_the_next_use_makes_another()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "gameauth.key");
        try
        {
            ContractHost host = await HostAsync(gameAuth =>
            {
                gameAuth.Services.RemoveAll<MasterKeySource>();
                gameAuth.UseKeyFile(path);
            });
            await SignInAsync(host);
            string before = await File.ReadAllTextAsync(path);
            await host.Services.GetRequiredService<TokenStoreMaintenance>().ForgetEverythingAsync();
            Assert.False(File.Exists(path));
            ToyAccount account = await SignInAsync(host);
            Assert.NotNull(await account.GetSessionAsync());
            Assert.NotEqual(before, await File.ReadAllTextAsync(path));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public async Task A_store_whose_rows_do_not_open_is_forgotten_too()
    {
        await SignInAsync(await HostAsync());
        ContractHost other = await HostAsync(gameAuth =>
        {
            gameAuth.Services.RemoveAll<MasterKeySource>();
            gameAuth.UseKey([.. Enumerable.Range(50, 32).Select(i => (byte)i)]);
        });
        await other.Services.GetRequiredService<TokenStoreMaintenance>().ForgetEverythingAsync();
        Assert.Equal(0, await CountAsync());
        Assert.NotNull(await SignInAsync(other));
    }

    private async Task<int> CountAsync()
    {
        int count = 0;
        await foreach (StoredRow _ in Harness.Store.ListAsync(null, default))
        {
            count++;
        }

        return count;
    }
}
