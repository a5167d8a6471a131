using GameAuth.ProviderContract;
using GameAuth.Toy;

namespace GameAuth.Tests.Import;

public sealed class ImportRunDeviceTests : ImportTest
{
    private const string Theirs = "d-of-the-other-program";

    [Theory]
    [InlineData(DeviceIdentityScope.PerInstall)]
    [InlineData(DeviceIdentityScope.PerAccount)]
    public async Task The_other_program_s_device_is_taken_over_where_there_is_none(DeviceIdentityScope scope)
    {
        Harness.Configure = options => options.DeviceScope = scope;
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        ContractHost host = await HostAsync();
        ImportResult result = await ImportAsync(host);
        Assert.True(result.DeviceTaken);
        await (await Front(await HostAsync()).FindAsync(result.Imported[0].Account))!.GetSessionAsync();
        Assert.Equal(Theirs, Assert.Single(Server.Ledger.DeviceIds));
    }

    [Fact]
    public async Task A_device_that_is_there_is_kept()
    {
        ContractHost host = await HostAsync();
        await SignInAsync(host, "bert");
        string ours = Assert.Single(Server.Ledger.DeviceIds);
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        ImportResult result = await ImportAsync(host);
        await (await Front(await HostAsync()).FindAsync(result.Imported[0].Account))!.GetSessionAsync();
        Assert.False(result.DeviceTaken);
        Assert.Equal(ours, Assert.Single(Server.Ledger.DeviceIds));
    }

    [Fact]
    public async Task A_device_is_not_taken_over_against_the_caller_s_will()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        ContractHost host = await HostAsync();
        ImportResult result = await Front(host).ImportAsync(ToyImport.FromSessionFile(Source), new ImportOptions { TakeDevice = false });
        await (await Front(host).FindAsync(result.Imported[0].Account))!.GetSessionAsync();
        Assert.DoesNotContain(Theirs, Server.Ledger.DeviceIds);
    }

    [Fact]
    public async Task Accounts_with_a_device_each_do_not_share_the_one_of_a_file_with_several()
    {
        Harness.Configure = static options => options.DeviceScope = DeviceIdentityScope.PerAccount;
        await WriteAsync(new { refresh_token = await IssueAsync("alice") }, new { refresh_token = await IssueAsync("bert") });
        ContractHost host = await HostAsync();
        Assert.False((await ImportAsync(host)).DeviceTaken);
        foreach (ToyAccount account in await ListAsync(host))
        {
            await account.GetSessionAsync();
        }

        Assert.Equal(2, Server.Ledger.DeviceIds.Count);
        Assert.DoesNotContain(Theirs, Server.Ledger.DeviceIds);
    }
}
