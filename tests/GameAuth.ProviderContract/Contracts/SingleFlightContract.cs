namespace GameAuth.ProviderContract;

/// <summary>However many ask, one mint per row.</summary>
public abstract class SingleFlightContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    public async Task A_cold_start_mints_once(int callers)
    {
        await (await Harness.StartHostAsync()).SignInAsync();
        Harness.ExpireLeaf();
        Account account = await FoundAsync();
        Assert.Equal((0, 1), await CountAsync(() => AllAsync(callers, () => LeafAsync(account))));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    public async Task An_expired_leaf_costs_one_leaf_call_and_no_refresh(int callers)
    {
        Account account = await SignedInAsync();
        Harness.ExpireLeaf();
        Assert.Equal((0, 1), await CountAsync(() => AllAsync(callers, () => LeafAsync(account))));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    public async Task An_expired_leaf_and_grant_cost_one_call_each(int callers)
    {
        Account account = await SignedInAsync();
        Harness.ExpireLeafAndGrant();
        Assert.Equal((1, 1), await CountAsync(() => AllAsync(callers, () => LeafAsync(account))));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    public async Task A_refused_leaf_costs_one_leaf_call_and_every_request_succeeds(int callers)
    {
        Account account = await SignedInAsync();
        using HttpClient client = account.CreateClient();
        Harness.RefuseLeaves();
        (int refreshes, int leaves) = await CountAsync(() => AllAsync(callers, async () =>
        {
            using HttpResponseMessage response = await client.GetAsync(Harness.ApiTarget);
            response.EnsureSuccessStatusCode();
        }));
        Assert.Equal(Harness.ApiMint is WireCall.Leaf ? (0, 1) : (1, 0), (refreshes, leaves));
    }

    [Fact]
    public async Task Hosts_over_one_store_mint_once_together()
    {
        await SignedInAsync();
        List<Account> accounts = [];
        for (int i = 0; i < 4; i++)
        {
            accounts.Add(await FoundAsync());
            await LeafAsync(accounts[^1]);
        }

        Harness.ExpireLeafAndGrant();
        Assert.Equal((1, 1), await CountAsync(() => Task.WhenAll(accounts.Select(account => AllAsync(16, () => LeafAsync(account))))));
    }

    [Fact]
    public async Task All_callers_get_the_same_token()
    {
        Account account = await SignedInAsync();
        Harness.ExpireLeaf();
        object[] leaves = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => LeafAsync(account))));
        Assert.All(leaves, leaf => Assert.Same(leaves[0], leaf));
    }

    [Fact]
    public async Task A_caller_who_gives_up_harms_no_other()
    {
        Account account = await SignedInAsync();
        Harness.ExpireLeaf();
        WireHold hold = Tap.Hold(WireCall.Leaf);
        using CancellationTokenSource givingUp = new();
        Task<object> first = LeafAsync(account, givingUp.Token);
        await hold.Reached;
        Task<object> second = LeafAsync(account);
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        hold.Release();
        Assert.NotNull(await second);
        Assert.Equal(0, Tap.Count(WireCall.Refresh));
    }

    private async Task<Account> SignedInAsync()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        await LeafAsync(account);
        return account;
    }

    private async Task<Account> FoundAsync() => (await (await Harness.StartHostAsync()).FindAsync())!;
}
