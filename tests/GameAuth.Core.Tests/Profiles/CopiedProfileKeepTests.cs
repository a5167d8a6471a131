using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Tests.Engine;
using GameAuth.Tests.Tokens;
using GameAuth.Toy;

namespace GameAuth.Tests.Profiles;

public sealed class CopiedProfileKeepTests : EngineTest
{
    [Fact]
    public async Task A_copied_profile_works_on_and_is_told_of_once_per_machine()
    {
        await SignInAsync(await HostAsync());
        foreach ((string machine, int told) in new[] { ("the-contract-machine", 0), ("another", 1), ("another", 0), ("the-contract-machine", 0), ("a-third", 1) })
        {
            Harness.Machine = machine;
            Harness.ExpireLeafAndGrant();
            ContractHost host = await HostAsync();
            await (await ListAsync(host))[0].GetSessionAsync();
            Assert.Equal(told, Copied(host).Count());
        }
    }

    [Fact]
    public async Task The_event_says_that_it_was_kept_and_names_no_machine()
    {
        await SignInAsync(await HostAsync());
        Harness.Machine = "another";
        ContractHost host = await HostAsync();
        await (await ListAsync(host))[0].GetSessionAsync();
        AccountEvent told = Assert.Single(Copied(host));
        Assert.Equal(("kept", (AccountId?)null), (told.Reason, told.Account));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains("contract-machine", StringComparison.Ordinal) || line.Contains("another\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_machine_without_an_id_is_not_checked_and_checks_nobody()
    {
        Harness.Machine = null;
        await SignInAsync(await HostAsync());
        Harness.Machine = "another";
        ContractHost first = await HostAsync();
        await (await ListAsync(first))[0].GetSessionAsync();
        Harness.Machine = null;
        ContractHost second = await HostAsync();
        await (await ListAsync(second))[0].GetSessionAsync();
        Assert.Empty(Copied(first).Concat(Copied(second)));
    }

    [Fact]
    public async Task The_look_costs_one_read_at_the_first_use_and_none_after_it()
    {
        await SignInAsync(await HostAsync());
        Harness.Machine = null;
        int without = await ReadsAsync();
        Harness.Machine = "the-contract-machine";
        Assert.Equal(without + 1, await ReadsAsync());
    }

    [Fact]
    public async Task A_store_that_does_not_open_the_row_of_machines_stops_nobody()
    {
        Harness.Machine = "the-contract-machine";
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Accounts.TroubledStore troubled = new(Harness.Store) { Only = await MachineRowAsync(), Trouble = RowState.WrongKey };
        Harness.Store = troubled;
        Harness.Machine = "another";
        ToyAccount again = (await Front(await HostAsync()).FindAsync(account.Id))!;
        Assert.NotNull(await again.GetSessionAsync());
        Assert.Empty(troubled.Touched);
    }

    internal static IEnumerable<AccountEvent> Copied(ContractHost host) =>
        host.Events.All.OfType<AccountEvent>().Where(told => told.Name == AuthEventNames.ProfileCopied);

    /// <summary>Where the row is, by what changes when the machine does.</summary>
    private async Task<RowKey> MachineRowAsync()
    {
        Accounts.TroubledStore noting = new(Harness.Store);
        ITokenStore real = Harness.Store;
        Harness.Store = noting;
        Harness.Machine = "a-third";
        await (await ListAsync(await HostAsync()))[0].GetSessionAsync();
        Harness.Store = real;
        return noting.LastWritten;
    }

    private async Task<int> ReadsAsync()
    {
        CountingStore counting = new(Harness.Store);
        ITokenStore real = Harness.Store;
        Harness.Store = counting;
        ContractHost host = await HostAsync();
        ToyAccount account = (await ListAsync(host))[0];
        int before = counting.Reads;
        await account.GetSessionAsync();
        await account.GetBadgeAsync();
        await account.GetSessionAsync();
        Harness.Store = real;
        return counting.Reads - before;
    }
}
