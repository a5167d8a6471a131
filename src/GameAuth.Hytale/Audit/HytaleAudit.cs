using System.Collections.Concurrent;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>Tells the sinks what happened to grants, sessions and profiles: eight types of event, none with a secret. Safe for use from any thread.</summary>
internal sealed class HytaleAudit(Action<AuthEvent> tell, HytaleMintWatch mints, TimeProvider time, ILogger log)
{
    // What is deleted at a sign-out is named without reading it again, which could refresh it.
    private readonly ConcurrentDictionary<string, (string? Fingerprint, DateTimeOffset End)> _grants = new(StringComparer.Ordinal);

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>A grant was in hand, which another process may have brought. One that is older than what is known here is not taken for the newest.</summary>
    public void Seen(AccountId account, HytaleGrant grant)
    {
        if (!_grants.TryGetValue(account.Key, out (string?, DateTimeOffset End) known) || grant.SignInExpiresAt > known.End)
        {
            Note(account, grant);
        }
    }

    public void TokenCreated(AccountId account, HytaleGrant grant)
    {
        tell(new HytaleTokenEvent(HytaleEventNames.TokenCreated, Now, account, Note(account, grant), null, HytaleEventOutcome.Succeeded, null));
    }

    /// <summary>The service has refreshed the grant; it is told as done when it is saved.</summary>
    public void TokenRefreshed(AccountId account, HytaleGrant previous, HytaleGrant grant)
    {
        string? before = HytaleFingerprint.Of(previous.RefreshToken);
        string? after = Note(account, grant);
        mints.Expect(account, isSaved => tell(new HytaleTokenEvent(
            HytaleEventNames.TokenRefreshed, Now, account, after, before,
            isSaved ? HytaleEventOutcome.Succeeded : HytaleEventOutcome.Failed, isSaved ? null : HytaleReason.NotSaved)));
    }

    /// <summary>The grant could not be refreshed; where that is its end, an authentication has failed too.</summary>
    public void TokenNotRefreshed(AccountId account, HytaleGrant previous, Exception failure)
    {
        mints.Forget(account);
        string? fingerprint = HytaleFingerprint.Of(previous.RefreshToken);
        tell(new HytaleTokenEvent(HytaleEventNames.TokenRefreshed, Now, account, fingerprint, null, HytaleEventOutcome.Failed, HytaleReason.Of(failure)));
        if (failure is SignInRequiredException)
        {
            AuthFailed(account, previous.RefreshToken, failure);
        }
    }

    public void TokenDeleted(AccountId account)
    {
        mints.Forget(account);
        _grants.TryRemove(account.Key, out (string? Fingerprint, DateTimeOffset) known);
        tell(new HytaleTokenEvent(HytaleEventNames.TokenDeleted, Now, account, known.Fingerprint, null, HytaleEventOutcome.Succeeded, null));
    }

    /// <summary>An access token was refused; another takes its place.</summary>
    public void TokenRefused(AccountId account, HytaleGrant grant, ProviderResponse answer)
    {
        HytaleLog.TokenRefused(log, answer.Step);
        AuthFailed(account, grant.AccessToken, HytaleRefusal.Read(answer).ToException());
    }

    public void AuthFailed(AccountId account, Secret? token, Exception failure) =>
        tell(new HytaleTokenEvent(HytaleEventNames.AuthFailed, Now, account, HytaleFingerprint.Of(token), null, HytaleEventOutcome.Failed, HytaleReason.Of(failure)));

    public void Session(string name, AccountId account, Guid profile, Secret? token, Exception? failure = null) => tell(new HytaleSessionEvent(
        name, Now, account, profile, HytaleFingerprint.Of(token), failure is null ? HytaleEventOutcome.Succeeded : HytaleEventOutcome.Failed, HytaleReason.Of(failure)));

    public void Session(string name, HytaleGameSession session, Exception? failure = null) =>
        Session(name, session.Account.Id, session.ProfileId, session.SessionToken, failure);

    /// <param name="account">Whose.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="grant">The grant that it was asked with; null where there was none.</param>
    /// <param name="failure">Why it was not done; null where it was.</param>
    public void ProfileSelected(AccountId account, Guid profile, HytaleGrant? grant, Exception? failure) => tell(new HytaleProfileEvent(
        HytaleEventNames.ProfileSelected, Now, account, profile, HytaleFingerprint.Of(grant?.RefreshToken), failure is null ? HytaleEventOutcome.Succeeded : HytaleEventOutcome.Failed, HytaleReason.Of(failure)));

    private string? Note(AccountId account, HytaleGrant grant)
    {
        string? fingerprint = HytaleFingerprint.Of(grant.RefreshToken);
        _grants[account.Key] = (fingerprint, grant.SignInExpiresAt ?? DateTimeOffset.MinValue);
        return fingerprint;
    }
}
