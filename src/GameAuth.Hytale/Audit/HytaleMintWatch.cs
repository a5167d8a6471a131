using System.Collections.Concurrent;

namespace GameAuth.Hytale;

/// <summary>
/// Hears from the engine whether a grant that a refresh has brought was saved: a source knows only what the service answered, and a record must not say that there are tokens
/// which a full disk has lost. One for all registrations; safe for use from any thread.
/// </summary>
internal sealed class HytaleMintWatch : IAuthEventSink
{
    private readonly ConcurrentDictionary<AccountId, Action<bool>> _waiting = new();

    /// <summary>A refresh has brought a grant, which the engine saves next.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="tell">Hears whether it was saved; after a failure again, once the engine has saved it after all.</param>
    public void Expect(AccountId account, Action<bool> tell) => _waiting[account] = tell;

    /// <summary>What was brought is of no interest any more.</summary>
    public void Forget(AccountId account) => _waiting.TryRemove(account, out _);

    public void OnEvent(AuthEvent happened)
    {
        if (happened is not TokenEvent { Account: { } account, Step: HytaleGrants.SourceName })
        {
            return;
        }

        if (happened.Name == AuthEventNames.TokenMinted)
        {
            if (_waiting.TryRemove(account, out Action<bool>? saved))
            {
                saved(true);
            }
        }
        else if (_waiting.TryGetValue(account, out Action<bool>? lost))
        {
            lost(false);
        }
    }
}
