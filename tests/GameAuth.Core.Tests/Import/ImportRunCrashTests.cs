using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Toy;

namespace GameAuth.Tests.Import;

/// <summary>Founding row, device, intents, grants, accounts: an import is cut off at every change of the store.</summary>
public sealed class ImportRunCrashTests : ImportTest
{
    private const int MostChanges = 40;

    public static TheoryData<bool, DeviceIdentityScope> Ways => new()
    {
        { false, DeviceIdentityScope.PerInstall }, { true, DeviceIdentityScope.PerInstall },
        { false, DeviceIdentityScope.PerAccount }, { true, DeviceIdentityScope.PerAccount },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Whenever_an_import_is_cut_off_the_source_is_there_and_running_it_again_ends_with_two_accounts(bool after, DeviceIdentityScope scope)
    {
        Harness.Configure = options => options.DeviceScope = scope;
        int cuts = 0;
        for (int at = 0; at < MostChanges; at++)
        {
            MemoryTokenStore disk = new(Harness.Clock);
            string text = await WriteAsync(new { refresh_token = await IssueAsync("alice") }, new { refresh_token = await IssueAsync("bert"), subject = "bert" });
            CrashingStore crashing = new(disk, at, after);
            Harness.Store = crashing;
            Exception? cut = await Record.ExceptionAsync(async () => await ImportAsync(await HostAsync(), remove: true));
            if (!crashing.Crashed)
            {
                Assert.Null(cut);
                Assert.True(cuts >= 8, $"only {cuts} changes were cut off");
                return;
            }

            Assert.NotNull(cut);
            cuts++;
            Assert.Equal(text, await File.ReadAllTextAsync(Source));
            await FinishAsync(disk, devices: scope is DeviceIdentityScope.PerInstall ? 1 : 0);
        }

        Assert.Fail("The import never came to an end.");
    }

    private async Task FinishAsync(MemoryTokenStore disk, int devices)
    {
        Harness.Store = disk;
        ContractHost host = await HostAsync();
        ImportResult again = await ImportAsync(host, remove: true);
        Assert.Empty(again.NotRemoved);
        Assert.False(File.Exists(Source));
        List<ToyAccount> accounts = await ListAsync(host);
        Assert.Equal(2, accounts.Count);
        int rows = await CountAsync(disk);
        foreach (ToyAccount account in accounts)
        {
            await account.GetSessionAsync();
            await account.SignOutAsync();
        }

        // Nothing of a cut off import is left: two grants and two accounts, and the shared device beside the founding row.
        Assert.Equal(5 + devices, rows);
    }

    private static async Task<int> CountAsync(MemoryTokenStore disk)
    {
        int count = 0;
        await foreach (StoredRow _ in disk.ListAsync(null, CancellationToken.None))
        {
            count++;
        }

        return count;
    }
}
