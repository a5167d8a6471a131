namespace GameAuth.ProviderContract;

/// <summary>The main job: sign in once, and never be asked again while the grant lives.</summary>
public abstract class SignInContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    [Fact]
    public async Task A_player_signs_in_with_one_prompt_and_gets_a_leaf()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        Assert.NotNull(await LeafAsync(account));
        Assert.NotNull(account.Subject);
        Assert.Equal(1, host.Prompts);
    }

    [Fact]
    public async Task A_restart_finds_the_account_and_asks_neither_player_nor_server()
    {
        ContractHost first = await Harness.StartHostAsync();
        Account signedIn = await first.SignInAsync();
        await LeafAsync(signedIn);
        await first.DisposeAsync();
        int sent = Tap.Sent.Count;

        ContractHost second = await Harness.StartHostAsync();
        Account account = await second.SignInAsync();
        await LeafAsync(account);
        Assert.Equal(signedIn.Id, account.Id);
        Assert.Equal(0, second.Prompts);
        Assert.Equal(sent, Tap.Sent.Count);
    }

    [Fact]
    public async Task A_restart_after_everything_derived_has_ended_refreshes_without_a_prompt()
    {
        ContractHost first = await Harness.StartHostAsync();
        await first.SignInAsync();
        await first.DisposeAsync();
        Harness.ExpireLeafAndGrant();

        ContractHost second = await Harness.StartHostAsync();
        (int refreshes, int leaves) = await CountAsync(async () => await second.SignInAsync());
        Assert.Equal((1, 1, 0), (refreshes, leaves, second.Prompts));
    }

    [Fact]
    public async Task Only_a_sign_in_ever_prompts()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        Harness.EndGrant();
        Harness.ExpireLeafAndGrant();
        await Assert.ThrowsAsync<SignInRequiredException>(() => LeafAsync(account));
        using HttpResponseMessage? _ = await Record.ExceptionAsync(() => account.CreateClient().GetAsync(Harness.ApiTarget)) is SignInRequiredException ? null : throw new InvalidOperationException("The API was called.");
        Assert.Equal(1, host.Prompts);
        await host.SignInAsync();
        Assert.Equal(2, host.Prompts);
        Assert.NotNull(await LeafAsync(account));
    }

    [Fact]
    public async Task A_dead_grant_is_knocked_with_once_and_no_process_knocks_again()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        Harness.EndGrant();
        Harness.ExpireLeafAndGrant();
        (int refreshes, _) = await CountAsync(async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => LeafAsync(account));
                Assert.Equal(SignInReason.Revoked, error.Reason);
            }

            ContractHost other = await Harness.StartHostAsync();
            Account same = Assert.IsAssignableFrom<Account>(await other.FindAsync());
            Assert.Equal(AccountStatus.SignInRequired, same.Status);
            await Assert.ThrowsAsync<SignInRequiredException>(() => LeafAsync(same));
        });
        Assert.Equal(1, refreshes);
    }
}
