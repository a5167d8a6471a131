using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

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
