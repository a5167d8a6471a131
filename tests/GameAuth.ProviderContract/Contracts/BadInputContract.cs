namespace GameAuth.ProviderContract;

/// <summary>An answer may be anything: the error is typed, nothing of it is stored, and what was there is not lost.</summary>
public abstract class BadInputContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    public static TheoryData<string> Damages => [.. AnswerDamage.Names];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_bad_answer_to_the_leaf_call_is_a_typed_error_and_the_next_call_succeeds(string damage)
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        Harness.ExpireLeaf();
        Tap.Change(WireCall.Leaf, text => AnswerDamage.Apply(damage, text));
        AssertTyped(await Record.ExceptionAsync(() => WalkAsync(LeafAsync(account))));
        Tap.Forget(WireCall.Leaf);
        Assert.Equal(AccountStatus.Active, account.Status);
        Assert.NotNull(await LeafAsync(account));
        Assert.Equal(0, Tap.Count(WireCall.Refresh));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_bad_answer_to_a_refresh_is_a_typed_error_and_never_a_revocation(string damage)
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        Harness.ExpireLeafAndGrant();
        Tap.Change(WireCall.Refresh, text => AnswerDamage.Apply(damage, text));
        AssertTyped(await Record.ExceptionAsync(() => WalkAsync(LeafAsync(account))));
        Tap.Forget(WireCall.Refresh);

        // A token that has ended when it comes is not asked for again at once.
        Harness.Clock.Advance(TimeSpan.FromSeconds(30));
        if (await Record.ExceptionAsync(() => LeafAsync(account)) is { } error)
        {
            Assert.Equal(SignInReason.RefreshOutcomeUnknown, Assert.IsType<SignInRequiredException>(error).Reason);
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_bad_answer_to_a_sign_in_is_a_typed_error_and_stores_nothing(string damage)
    {
        ContractHost host = await Harness.StartHostAsync();
        Tap.Change(WireCall.SignIn, text => AnswerDamage.Apply(damage, text));
        Exception? error = await Record.ExceptionAsync(() => WalkAsync(host.SignInAsync()));
        AssertTyped(error);
        Tap.Forget(WireCall.SignIn);
        Assert.Equal(error is null, await host.FindAsync() is not null);
        await WalkAsync(host.SignInAsync());
        Assert.NotNull(await host.FindAsync());
    }

    [Fact]
    public async Task Members_that_nobody_knows_do_no_harm()
    {
        ContractHost host = await Harness.StartHostAsync();
        foreach (WireCall call in (WireCall[])[WireCall.SignIn, WireCall.Leaf, WireCall.Refresh])
        {
            Tap.Change(call, AnswerDamage.WithUnknownMembers);
        }

        Account account = await host.SignInAsync();
        Harness.ExpireLeafAndGrant();
        Tap.Change(WireCall.Leaf, AnswerDamage.WithUnknownMembers);
        Assert.NotNull(await LeafAsync(account));
    }

    private static void AssertTyped(Exception? error)
    {
        if (error is not null)
        {
            GameAuthException typed = Assert.IsAssignableFrom<GameAuthException>(error);
            Assert.NotNull(typed.Step);
            Assert.False(typed is SignInRequiredException or AccountRestrictedException, $"A bad answer says nothing about the player: {typed.GetType().Name}");
        }
    }
}
