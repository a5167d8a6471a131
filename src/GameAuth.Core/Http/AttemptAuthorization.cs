namespace GameAuth.Providers;

/// <summary>What an attempt puts on its request, and what becomes of a token that does not fit there.</summary>
internal sealed class AttemptAuthorization(RequestAuthenticator scheme, IIdGenerator ids)
{
    /// <summary>Puts ids, token and signature on a request; completes synchronously when the token is cached.</summary>
    public ValueTask<TokenUse> Put(HttpRequestMessage request, Account account, CancellationToken cancellationToken)
    {
        try
        {
            scheme.Stamp(request, ids);
            ValueTask<TokenUse> authorizing = scheme.AuthorizeAsync(request, account, cancellationToken);
            return authorizing.IsCompletedSuccessfully ? authorizing : AwaitAsync(authorizing, account);
        }
        catch (Exception error) when (IsUnfit(error))
        {
            throw Unfit(account, error);
        }
    }

    private static async ValueTask<TokenUse> AwaitAsync(ValueTask<TokenUse> authorizing, Account account)
    {
        try
        {
            return await authorizing.ConfigureAwait(false);
        }
        catch (Exception error) when (IsUnfit(error))
        {
            throw Unfit(account, error);
        }
    }

    private static bool IsUnfit(Exception error) => error is FormatException or ArgumentException or InvalidOperationException;

    /// <summary>What .NET says of a header that it refuses quotes the header, which is the token: so it goes no further.</summary>
    private static IllegalStepException Unfit(Account account, Exception error) => new(
        $"The token of {account.Id.Provider} does not fit into a request ({error.GetType().Name}); nothing was sent. Sign in again to replace it.")
    { Provider = account.Id.Provider, Step = "authorize" };
}
