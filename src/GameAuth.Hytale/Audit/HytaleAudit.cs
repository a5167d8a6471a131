using System.Collections.Concurrent;

namespace GameAuth.Hytale;

/// <summary>Tells the sinks what happened to grants, sessions and profiles: eight types of event, none with a secret. Safe for use from any thread.</summary>
internal sealed class HytaleAudit(Action<AuthEvent> tell, TimeProvider time)
{
    // What is deleted at a sign-out is named without reading it again, which could refresh it.
    private readonly ConcurrentDictionary<string, string?> _grants = new(StringComparer.Ordinal);

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>A grant was in hand.</summary>
    public void Seen(AccountId account, HytaleGrant grant) => _grants.TryAdd(account.Key, HytaleFingerprint.Of(grant.RefreshToken));

    public void TokenCreated(AccountId account, HytaleGrant grant)
    {
        string? fingerprint = _grants[account.Key] = HytaleFingerprint.Of(grant.RefreshToken);
        tell(new HytaleTokenEvent(HytaleEventNames.TokenCreated, Now, account, fingerprint, null, HytaleEventOutcome.Succeeded, null));
    }

    public void TokenRefreshed(AccountId account, HytaleGrant previous, HytaleGrant grant)
    {
        string? fingerprint = _grants[account.Key] = HytaleFingerprint.Of(grant.RefreshToken);
        tell(new HytaleTokenEvent(
            HytaleEventNames.TokenRefreshed, Now, account, fingerprint, HytaleFingerprint.Of(previous.RefreshToken), HytaleEventOutcome.Succeeded, null));
    }

    /// <summary>The grant could not be refreshed; where that is its end, an authentication has failed too.</summary>
    public void TokenNotRefreshed(AccountId account, HytaleGrant previous, Exception failure)
    {
        string? fingerprint = HytaleFingerprint.Of(previous.RefreshToken);
        tell(new HytaleTokenEvent(HytaleEventNames.TokenRefreshed, Now, account, fingerprint, null, HytaleEventOutcome.Failed, HytaleReason.Of(failure)));
        if (failure is SignInRequiredException)
        {
            AuthFailed(account, previous.RefreshToken, failure);
        }
    }

    public void TokenDeleted(AccountId account)
    {
        _grants.TryRemove(account.Key, out string? fingerprint);
        tell(new HytaleTokenEvent(HytaleEventNames.TokenDeleted, Now, account, fingerprint, null, HytaleEventOutcome.Succeeded, null));
    }

    public void AuthFailed(AccountId account, Secret? token, Exception failure) =>
        tell(new HytaleTokenEvent(HytaleEventNames.AuthFailed, Now, account, HytaleFingerprint.Of(token), null, HytaleEventOutcome.Failed, HytaleReason.Of(failure)));

    public void Session(string name, AccountId account, Guid profile, Secret? token, Exception? failure = null) => tell(new HytaleSessionEvent(
        name, Now, account, profile, HytaleFingerprint.Of(token), failure is null ? HytaleEventOutcome.Succeeded : HytaleEventOutcome.Failed, HytaleReason.Of(failure)));

    public void Session(string name, HytaleGameSession session, Exception? failure = null) =>
        Session(name, session.Account.Id, session.ProfileId, session.SessionToken, failure);

    public void ProfileSelected(AccountId account, Guid profile, Exception? failure) => tell(new HytaleProfileEvent(
        HytaleEventNames.ProfileSelected, Now, account, profile, failure is null ? HytaleEventOutcome.Succeeded : HytaleEventOutcome.Failed, HytaleReason.Of(failure)));
}
