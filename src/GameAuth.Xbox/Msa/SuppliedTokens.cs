using System.Collections.Concurrent;

namespace GameAuth.Xbox;

/// <summary>The accounts whose Microsoft tokens the application supplies, and its delegates. In memory alone: a delegate can't be stored. Safe for use from any thread.</summary>
internal sealed class SuppliedTokens(TimeProvider time)
{
    private const int MaxToken = 64 * 1024;

    private readonly ConcurrentDictionary<AccountId, (XboxAccount Account, Func<CancellationToken, Task<MicrosoftToken>> Source)> _sources = new();

    public void Attach(XboxAccount account, Func<CancellationToken, Task<MicrosoftToken>> source) => _sources[account.Id] = (account, source);

    public void Forget(AccountId account) => _sources.TryRemove(account, out _);

    /// <exception cref="SignInRequiredException">Nobody supplies tokens for the account in this process.</exception>
    /// <exception cref="GameAuthException">As the delegate throws, or as <see cref="AskAsync(Func{CancellationToken, Task{MicrosoftToken}}, string, CancellationToken)"/>.</exception>
    public Task<MicrosoftToken> AskAsync(AccountId account, string step, CancellationToken cancellationToken) =>
        _sources.TryGetValue(account, out (XboxAccount Account, Func<CancellationToken, Task<MicrosoftToken>> Source) known)
            ? AskAsync(known.Source, step, cancellationToken)
            : throw new SignInRequiredException(
                "xbox: the application supplies this account's Microsoft token, and the stored one has ended. "
                + $"Call SignInAsync with {nameof(XboxSignIn)}.{nameof(XboxSignIn.MicrosoftToken)} at each start.", SignInReason.Expired)
            { Provider = XboxDefaults.Provider, Step = step };

    /// <exception cref="IllegalStepException">The token is none, or has ended; nothing was sent.</exception>
    /// <exception cref="ProviderException">The delegate failed otherwise.</exception>
    public async Task<MicrosoftToken> AskAsync(Func<CancellationToken, Task<MicrosoftToken>> source, string step, CancellationToken cancellationToken)
    {
        MicrosoftToken? token;
        try
        {
            token = await source(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not GameAuthException && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // Its type alone: a message of another library may have the token in it.
            throw new ProviderException(
                $"xbox: the application's delegate for Microsoft tokens failed with {failure.GetType().Name}. Where the player has to sign in at Microsoft, "
                + $"let it throw {nameof(SignInRequiredException)}.", status: null, code: null, isTransient: true)
            { Provider = XboxDefaults.Provider, Step = step };
        }

        string? fault = token?.AccessToken?.Reveal() is not { Length: > 0 and <= MaxToken } text || !text.All(static c => c is > ' ' and <= '~')
            ? "no usable token"
            : token.ExpiresAt <= time.GetUtcNow() ? "a token that has ended" : null;
        return fault is null ? token! : throw Illegal($"the application's delegate for Microsoft tokens returned {fault}; nothing was sent", step);
    }

    /// <summary>A delegate that now answers for somebody else must not give one player's account another's tokens.</summary>
    /// <returns>False where the account is supplied, and the token names another player than the account's.</returns>
    public bool IsSamePlayer(AccountId? account, XstsToken token) =>
        account is not { } id || token.Xuid is null || !_sources.TryGetValue(id, out (XboxAccount Account, Func<CancellationToken, Task<MicrosoftToken>> Source) known)
        || known.Account.Xuid is not { } xuid || string.Equals(xuid, token.Xuid, StringComparison.Ordinal);

    public static IllegalStepException OtherPlayer(string step) => Illegal(
        "the application's delegate supplied the Microsoft token of another player than the account's. Let it answer for the player who signed in, or sign in anew", step);

    private static IllegalStepException Illegal(string what, string step) => new($"xbox: {what}.") { Provider = XboxDefaults.Provider, Step = step };
}
