using System.Collections.Concurrent;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The accounts whose Microsoft tokens the application supplies, and its delegates. In memory alone: a delegate can't be stored. Safe for use from any thread.</summary>
internal sealed class SuppliedTokens(TimeProvider time)
{
    private readonly ConcurrentDictionary<AccountId, Supplier> _suppliers = new();

    public void Attach(XboxAccount account, Func<CancellationToken, Task<MicrosoftToken>> source) => _suppliers[account.Id] = new Supplier(account, source);

    public void Forget(AccountId account) => _suppliers.TryRemove(account, out _);

    /// <exception cref="SignInRequiredException">Nobody supplies tokens for the account in this process.</exception>
    /// <exception cref="GameAuthException">As the delegate throws, or as <see cref="AskAsync(Func{CancellationToken, Task{MicrosoftToken}}, string, CancellationToken)"/>.</exception>
    public Task<MicrosoftToken> AskAsync(AccountId account, string step, CancellationToken cancellationToken) =>
        _suppliers.TryGetValue(account, out Supplier? known)
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
            // The type alone: the message of another library may contain the token.
            throw new ProviderException(
                $"xbox: the application's delegate for Microsoft tokens failed with {failure.GetType().Name}. Where the player has to sign in at Microsoft, "
                + $"let it throw {nameof(SignInRequiredException)}.", status: null, code: null, isTransient: true)
            { Provider = XboxDefaults.Provider, Step = step };
        }

        string? fault = token is null || !ServerToken.IsUsable(token.AccessToken)
            ? "no usable token"
            : token.ExpiresAt <= time.GetUtcNow() ? "a token that has ended" : null;
        return fault is null ? token! : throw Illegal($"the application's delegate for Microsoft tokens returned {fault}; nothing was sent", step);
    }

    /// <summary>A delegate that now answers for somebody else must not give one player's account another's tokens.</summary>
    /// <returns>False where the account is supplied, and the token names another player than the account's.</returns>
    public bool IsSamePlayer(AccountId? account, XstsToken token) =>
        account is not { } id || token.Xuid is null || !_suppliers.TryGetValue(id, out Supplier? known)
        || known.Account.Xuid is not { } xuid || string.Equals(xuid, token.Xuid, StringComparison.Ordinal);

    public static IllegalStepException OtherPlayer(string step) => Illegal(
        "the application's delegate supplied the Microsoft token of another player than the account's. Let it answer for the player who signed in, or sign in anew", step);

    private static IllegalStepException Illegal(string what, string step) => new($"xbox: {what}.") { Provider = XboxDefaults.Provider, Step = step };

    private sealed record Supplier(XboxAccount Account, Func<CancellationToken, Task<MicrosoftToken>> Source);
}

/// <summary>An access token of a Microsoft account. Immutable; it prints without the token.</summary>
/// <param name="AccessToken">The bare token: opaque, never to be parsed, without the prefix <c>t=</c> or <c>d=</c>.</param>
/// <param name="ExpiresAt">Its end by the clock of this machine; null where it is not known, and then the token is used until it is refused.</param>
public sealed record MicrosoftToken(Secret AccessToken, DateTimeOffset? ExpiresAt);
