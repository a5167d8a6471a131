using System.Net;
using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Tokens;

/// <summary>A refresh that fails has spent a scarce try. So the next one waits, and whoever asks meanwhile is told until when.</summary>
public sealed class ScarceTryTests : EngineTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_failed_refresh_is_made_again_after_half_a_minute_and_then_after_two_minutes_at_most()
    {
        ToyAccount account = await ExpiredAsync();
        int tries = 0;
        foreach (int rest in (int[])[30, 60, 120, 120])
        {
            Assert.Null((await FailAsync(account)).RetryAt);
            DateTimeOffset retryAt = Harness.Clock.GetUtcNow().AddSeconds(rest);
            Assert.Equal(++tries, Tap.Count(WireCall.Refresh));
            for (int second = 1; second < rest; second++)
            {
                Harness.Clock.Advance(Second);
                ProviderException held = await RefusedAsync(account);
                Assert.Equal((retryAt, true, 500, "toy"), (held.RetryAt, held.IsTransient, held.Status, held.Provider));
                Assert.Contains("nothing is sent", held.Message, StringComparison.Ordinal);
            }

            Assert.Equal(tries, Tap.Count(WireCall.Refresh));
            Harness.Clock.Advance(Second);
        }

        Assert.NotNull(await account.GetSessionAsync());
        Assert.Equal(tries + 1, Tap.Count(WireCall.Refresh));
    }

    [Fact]
    public async Task A_success_ends_the_count_of_failures()
    {
        ToyAccount account = await ExpiredAsync();
        for (int round = 0; round < 2; round++)
        {
            await FailAsync(account);
            Harness.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.NotNull(await account.GetSessionAsync());
            Harness.ExpireLeafAndGrant();
        }
    }

    [Fact]
    public async Task Held_back_calls_are_no_failures_of_their_own()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Harness.ExpireLeafAndGrant();
        await FailAsync(account);
        int told = host.Events.All.Count(static happened => happened.Name == AuthEventNames.TokenMintFailed);
        await RefusedAsync(account);
        await RefusedAsync(account);
        Assert.Equal(told, host.Events.All.Count(static happened => happened.Name == AuthEventNames.TokenMintFailed));
    }

    [Fact]
    public async Task A_refusal_that_nobody_understands_is_held_back_too_and_stays_what_it_was()
    {
        ToyAccount account = await ExpiredAsync();
        Tap.Answer(WireCall.Refresh, static () => new HttpResponseMessage(HttpStatusCode.Conflict));
        Assert.False((await RefusedAsync(account)).IsTransient);
        ProviderException held = await RefusedAsync(account);
        Assert.Equal((409, false), (held.Status, held.IsTransient));
        Assert.NotNull(held.RetryAt);
        Assert.Equal(1, Tap.Count(WireCall.Refresh));
    }

    [Fact]
    public async Task One_unknown_outcome_is_cleared_up_at_once_and_a_second_rests()
    {
        ToyAccount account = await ExpiredAsync();
        for (int i = 0; i < 2; i++)
        {
            Tap.LoseCall(WireCall.Refresh);
            await Assert.ThrowsAsync<OutcomeUnknownException>(async () => await account.GetSessionAsync());
        }

        ProviderException held = await RefusedAsync(account);
        Assert.Equal((true, Harness.Clock.GetUtcNow().AddSeconds(60)), (held.IsTransient, held.RetryAt));
        Assert.Equal(2, Tap.Count(WireCall.Refresh));
        Harness.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.NotNull(await account.GetSessionAsync());
    }

    [Fact]
    public async Task A_try_that_never_left_the_machine_has_spent_nothing_and_is_made_again_at_once()
    {
        ToyAccount account = await ExpiredAsync();
        for (int i = 0; i < 6; i++)
        {
            Tap.OnNext(WireCall.Refresh, static (_, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError, "Nobody listens.")));
        }

        for (int i = 1; i <= 2; i++)
        {
            ProviderException unsent = await Assert.ThrowsAsync<ProviderException>(() => Harness.WalkAsync(account.GetSessionAsync().AsTask()));
            Assert.Equal((true, null, 3 * i), (unsent.IsTransient, unsent.RetryAt, Tap.Count(WireCall.Refresh)));
        }

        Assert.NotNull(await account.GetSessionAsync());
    }

    [Fact]
    public async Task A_token_that_can_be_derived_again_is_asked_for_at_once()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        for (int i = 0; i < 2; i++)
        {
            Tap.Answer(WireCall.Leaf, static () => new HttpResponseMessage(HttpStatusCode.NotImplemented));
            await Assert.ThrowsAsync<ProviderException>(async () => await account.GetSessionAsync("other"));
        }

        Assert.NotNull(await account.GetSessionAsync("other"));
    }

    [Fact]
    public async Task What_another_process_has_refreshed_is_taken_during_a_rest()
    {
        ToyAccount here = await ExpiredAsync();
        await FailAsync(here);
        ToyAccount there = (await Front(await HostAsync()).FindAsync())!;
        ToySession session = await there.GetSessionAsync();
        Assert.Equal(0, await CallsAsync("token", async () => Assert.Equal(session.Token, (await here.GetSessionAsync()).Token)));
    }

    [Fact]
    public async Task An_explicit_sign_in_cuts_one_rest_short_and_not_the_next()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Harness.ExpireLeafAndGrant();
        await FailAsync(account);
        Fail();
        Assert.Null((await Assert.ThrowsAsync<ProviderException>(() => host.SignInAsync())).RetryAt);
        Assert.Equal(2, Tap.Count(WireCall.Refresh));
        Assert.NotNull((await Assert.ThrowsAsync<ProviderException>(() => host.SignInAsync())).RetryAt);
        Assert.Equal(2, Tap.Count(WireCall.Refresh));

        // After a rest that was waited out a player may ask again.
        Harness.Clock.Advance(TimeSpan.FromSeconds(60));
        await FailAsync(account);
        Assert.NotNull(await host.SignInAsync());
        Assert.Equal((4, 1), (Tap.Count(WireCall.Refresh), host.Prompts));
    }

    [Fact]
    public async Task A_new_sign_in_is_not_held_back_by_the_old_one()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Harness.ExpireLeafAndGrant();
        await FailAsync(account);
        await host.SignInAsync(forcePrompt: true);
        Assert.NotNull(await account.GetSessionAsync());
    }

    [Fact]
    public async Task An_explicit_sign_in_asks_afresh_whether_the_player_is_still_refused()
    {
        Server.Ledger.Restricted.Add("alice");
        ContractHost host = await HostAsync();
        await Assert.ThrowsAsync<AccountRestrictedException>(() => host.SignInAsync());
        Server.Ledger.Restricted.Clear();
        Assert.Equal(AccountStatus.Active, (await host.SignInAsync()).Status);
    }

    [Fact]
    public async Task An_explicit_sign_in_keeps_to_a_limit_that_the_service_has_named()
    {
        ContractHost host = await HostAsync();
        await SignInAsync(host);
        Harness.ExpireLeaf();
        Tap.Answer(WireCall.Leaf, static () => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(40)) } });
        Assert.True((await Assert.ThrowsAsync<ThrottledException>(() => host.SignInAsync())).WasSent);
        Assert.False((await Assert.ThrowsAsync<ThrottledException>(() => host.SignInAsync())).WasSent);
    }

    private static Task<ProviderException> RefusedAsync(ToyAccount account) => Assert.ThrowsAsync<ProviderException>(async () => await account.GetSessionAsync());

    private async Task<ToyAccount> ExpiredAsync()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        Harness.ExpireLeafAndGrant();
        return account;
    }

    private void Fail() => Tap.Answer(WireCall.Refresh, static () => new HttpResponseMessage(HttpStatusCode.InternalServerError));

    private Task<ProviderException> FailAsync(ToyAccount account)
    {
        Fail();
        return RefusedAsync(account);
    }
}
