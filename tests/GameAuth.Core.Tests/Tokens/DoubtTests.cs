using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Tokens;

/// <summary>A single-use token that may have been spent already is in doubt: its refusal is no revocation.</summary>
public sealed class DoubtTests : EngineTest
{
    [Fact]
    public async Task A_token_that_is_read_from_its_older_entry_is_in_doubt()
    {
        OlderStore store = new(Harness.Store);
        Harness.Store = store;
        ToyAccount account = await SignInAsync(await HostAsync());
        Harness.ExpireLeafAndGrant();
        Harness.EndGrant();
        store.IsOlder = true;
        Assert.Equal(SignInReason.RefreshOutcomeUnknown, await RefusedAsync(account));
    }

    [Fact]
    public async Task A_token_without_doubt_is_revoked()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        Harness.ExpireLeafAndGrant();
        Harness.EndGrant();
        Assert.Equal(SignInReason.Revoked, await RefusedAsync(account));
    }

    [Fact]
    public async Task A_failure_that_proves_nothing_of_an_earlier_try_leaves_the_doubt()
    {
        ToyAccount account = await ExpiredAsync();
        Tap.LoseAnswer(WireCall.Refresh);
        await Assert.ThrowsAsync<OutcomeUnknownException>(async () => await account.GetSessionAsync());
        await UnsentAsync(account);
        Assert.Equal(SignInReason.RefreshOutcomeUnknown, await RefusedAsync(account));
    }

    [Fact]
    public async Task A_failure_that_proves_that_nothing_was_spent_leaves_no_doubt()
    {
        ToyAccount account = await ExpiredAsync();
        await UnsentAsync(account);
        Harness.EndGrant();
        Assert.Equal(SignInReason.Revoked, await RefusedAsync(account));
    }

    private static async Task<SignInReason> RefusedAsync(ToyAccount account) =>
        (await Assert.ThrowsAsync<SignInRequiredException>(async () => await account.GetSessionAsync())).Reason;

    private async Task<ToyAccount> ExpiredAsync()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        Harness.ExpireLeafAndGrant();
        return account;
    }

    private async Task UnsentAsync(ToyAccount account)
    {
        for (int i = 0; i < 3; i++)
        {
            Tap.OnNext(WireCall.Refresh, static (_, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError, "Nobody listens.")));
        }

        await Assert.ThrowsAsync<ProviderException>(() => Harness.WalkAsync(account.GetSessionAsync().AsTask()));
    }

    /// <summary>A store that has lost the newer entry of every row.</summary>
    private sealed class OlderStore(ITokenStore inner) : StoreDecorator(inner)
    {
        public bool IsOlder { get; set; }

        public override async ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
        {
            Row row = await base.ReadAsync(key, cancellationToken);
            return IsOlder && row.State is RowState.Found ? row with { State = RowState.Recovered } : row;
        }
    }
}
