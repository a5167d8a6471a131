using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Tests.Import;

public sealed class ReadBackTests : ImportTest
{
    private const int Writes = 4;

    public static TheoryData<int> EachWrite => [.. Enumerable.Range(0, Writes)];

    [Theory]
    [MemberData(nameof(EachWrite))]
    public async Task A_source_stays_when_the_store_has_lost_what_it_was_given(int lost)
    {
        // Device, intent, grant and account row. The intent alone may be lost: it guards against a crash, and there is none.
        await SignOutAsync(await HostAsync());
        ITokenStore disk = Harness.Store;
        LosingStore losing = new(disk, lost);
        Harness.Store = losing;
        string text = await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        Exception? error = await Record.ExceptionAsync(async () => await ImportAsync(await HostAsync(), remove: true));
        Assert.True(losing.HasLost);
        Assert.Equal(error is null, !File.Exists(Source));
        Harness.Store = disk;
        if (error is null)
        {
            Assert.NotNull(await (await ListAsync(await HostAsync()))[0].GetSessionAsync());
            return;
        }

        Assert.Equal("import", Assert.IsType<CredentialStoreException>(error).Step);
        Assert.Equal(text, await File.ReadAllTextAsync(Source));
        Assert.Empty((await ImportAsync(await HostAsync(), remove: true)).NotRemoved);
        Assert.Single(await ListAsync(await HostAsync()));
    }

    /// <summary>Leaves a store that was founded, and no device in it.</summary>
    private async Task SignOutAsync(ContractHost host)
    {
        await (await SignInAsync(host, "bert")).SignOutAsync();
        await Front(host).ForgetDeviceAsync();
    }
}
