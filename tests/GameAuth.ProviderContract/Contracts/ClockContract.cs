using System.Net;

namespace GameAuth.ProviderContract;

/// <summary>Ends, pauses and rhythms hold whatever is done to the wall clock of the machine, and count its sleep. The server's clock is right all the time.</summary>
public abstract class ClockContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(43);

    /// <summary>What happens to the clock.</summary>
    public static TheoryData<string> Changes => ["back 3 h", "back 8 h", "a day ahead and back", "sleep of 1.5 h"];

    /// <summary>The same without the sleep.</summary>
    public static TheoryData<string> Steps => ["back 3 h", "back 8 h", "a day ahead and back"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_leaf_is_handed_out_until_its_end_and_no_longer(string change)
    {
        Account account = await SignedInAsync();
        object leaf = await LeafAsync(account);
        Change(change);
        Harness.ExpireLeaf();
        Assert.NotSame(leaf, await LeafAsync(account));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_step_makes_no_new_leaf(string change)
    {
        Account account = await SignedInAsync();
        object leaf = await LeafAsync(account);
        Change(change);
        Assert.Same(leaf, await LeafAsync(account));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_leaf_is_renewed_behind_its_users_when_it_is_due(string change)
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        object leaf = await LeafAsync(account);
        Change(change);
        Harness.MakeLeafDue();
        Task<AuthEvent> minted = host.Events.NextAsync(AuthEventNames.TokenMinted);
        Assert.Same(leaf, await LeafAsync(account));
        await minted.WaitAsync(ProviderHarness.Patience);
    }

    [Fact]
    public async Task A_leaf_that_was_minted_while_the_clock_was_a_day_ahead_ends_in_time()
    {
        Harness.Step(TimeSpan.FromDays(1));
        Account account = await SignedInAsync();
        object leaf = await LeafAsync(account);
        Harness.Step(TimeSpan.FromDays(-1));
        Assert.Same(leaf, await LeafAsync(account));
        Harness.ExpireLeaf();
        Assert.NotSame(leaf, await LeafAsync(account));
    }

    [Fact]
    public async Task A_stored_leaf_of_a_clock_that_was_a_day_ahead_is_not_handed_out_after_a_restart()
    {
        Harness.Step(TimeSpan.FromDays(1));
        await LeafAsync(await SignedInAsync());
        Harness.Step(TimeSpan.FromDays(-1));
        ContractHost next = await Harness.StartHostAsync();
        Account again = (await next.FindAsync())!;
        (int _, int leaves) = await CountAsync(() => LeafAsync(again));
        Assert.Equal(1, leaves);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_refusal_is_healed_again_when_its_rest_is_over(string change)
    {
        Account account = await SignedInAsync();
        await LeafAsync(account);
        using HttpClient client = account.CreateClient();
        Assert.Equal(HttpStatusCode.OK, await RefusedGetAsync(client));
        Change(change);
        Harness.Clock.Advance(Rest);
        Assert.Equal(HttpStatusCode.OK, await RefusedGetAsync(client));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_limit_is_waited_for_as_long_as_the_service_has_said(string change)
    {
        Account account = await SignedInAsync();
        await LeafAsync(account);
        Harness.ExpireLeaf();
        Tap.Answer(WireCall.Leaf, static () => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(40)) } });
        await Assert.ThrowsAsync<ThrottledException>(() => LeafAsync(account));
        Change(change);
        if (change.StartsWith("back", StringComparison.Ordinal))
        {
            ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => LeafAsync(account));
            Assert.InRange(error.RetryAt - Harness.Clock.GetUtcNow(), TimeSpan.FromSeconds(1), Rest);
        }

        Harness.Clock.Advance(Rest);
        Assert.NotNull(await LeafAsync(account));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_sign_in_goes_on(string change)
    {
        ContractHost host = await Harness.StartHostAsync();
        int asked = 0;
        Account account = await Harness.SignInAsync(
            host.Services,
            () =>
            {
                if (Interlocked.Increment(ref asked) == 1)
                {
                    Change(change);
                }
            },
            forcePrompt: true, CancellationToken.None).WaitAsync(ProviderHarness.Patience);
        Assert.InRange(asked, 1, change.StartsWith("sleep", StringComparison.Ordinal) ? 2 : 1);
        Assert.NotNull(await LeafAsync(account));
    }

    private void Change(string change)
    {
        switch (change)
        {
            case "back 3 h":
                Harness.Step(TimeSpan.FromHours(-3));
                break;
            case "back 8 h":
                Harness.Step(TimeSpan.FromHours(-8));
                break;
            case "a day ahead and back":
                Harness.Step(TimeSpan.FromDays(1));
                Harness.Step(TimeSpan.FromDays(-1));
                break;
            default:
                Harness.Sleep(TimeSpan.FromHours(1.5));
                break;
        }
    }

    private async Task<Account> SignedInAsync() => await (await Harness.StartHostAsync()).SignInAsync();

    private async Task<HttpStatusCode> RefusedGetAsync(HttpClient client)
    {
        Tap.Answer(WireCall.Api, static () => new HttpResponseMessage(HttpStatusCode.Unauthorized));
        using HttpResponseMessage response = await client.GetAsync(Harness.ApiTarget);
        Tap.Forget(WireCall.Api);
        return response.StatusCode;
    }
}
