using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>Tells the sinks what happened to grants, sessions and profiles: eight types of event, none with a secret. Safe for use from any thread.</summary>
internal sealed class HytaleAudit(Action<AuthEvent> tell, TimeProvider time, ILogger log)
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

    /// <summary>The service has refreshed the grant. It is told as done when it is saved: a record must not say that there are tokens which a full disk has lost.</summary>
    public void TokenRefreshed(AccountId account, HytaleGrant previous, HytaleGrant grant, bool isSaved) => tell(new HytaleTokenEvent(
        HytaleEventNames.TokenRefreshed, Now, account, Note(account, grant), TokenFingerprint.Of(previous.RefreshToken),
        isSaved ? HytaleEventOutcome.Succeeded : HytaleEventOutcome.Failed, isSaved ? null : FailureReason.NotSaved));

    /// <summary>The grant could not be refreshed; where that is its end, an authentication has failed too.</summary>
    public void TokenNotRefreshed(AccountId account, HytaleGrant previous, Exception failure)
    {
        string? fingerprint = TokenFingerprint.Of(previous.RefreshToken);
        tell(new HytaleTokenEvent(HytaleEventNames.TokenRefreshed, Now, account, fingerprint, null, HytaleEventOutcome.Failed, FailureReason.Of(failure)));
        if (failure is SignInRequiredException)
        {
            AuthFailed(account, previous.RefreshToken, failure);
        }
    }

    public void TokenDeleted(AccountId account)
    {
        _grants.TryRemove(account.Key, out (string? Fingerprint, DateTimeOffset) known);
        tell(new HytaleTokenEvent(HytaleEventNames.TokenDeleted, Now, account, known.Fingerprint, null, HytaleEventOutcome.Succeeded, null));
    }

    /// <summary>An access token was refused; another takes its place.</summary>
    public void TokenRefused(AccountId account, HytaleGrant grant, ProviderResponse answer)
    {
        HytaleLog.TokenRefused(log, answer.Step);
        AuthFailed(account, grant.AccessToken, HytaleErrorResponse.Read(answer).ToException());
    }

    public void AuthFailed(AccountId account, Secret? token, Exception failure) =>
        tell(new HytaleTokenEvent(HytaleEventNames.AuthFailed, Now, account, TokenFingerprint.Of(token), null, HytaleEventOutcome.Failed, FailureReason.Of(failure)));

    public void Session(string name, AccountId account, Guid profile, Secret? token, Exception? failure = null) => tell(new HytaleSessionEvent(
        name, Now, account, profile, TokenFingerprint.Of(token), OutcomeOf(failure), FailureReason.Of(failure)));

    public void Session(string name, GameSession session, Exception? failure = null) =>
        Session(name, session.Account.Id, session.Current.Profile, session.Current.SessionToken, failure);

    /// <param name="account">Whose.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="grant">The grant that it was asked with; null where there was none.</param>
    /// <param name="failure">Why it was not done; null where it was.</param>
    public void ProfileSelected(AccountId account, Guid profile, HytaleGrant? grant, Exception? failure) => tell(new HytaleProfileEvent(
        HytaleEventNames.ProfileSelected, Now, account, profile, TokenFingerprint.Of(grant?.RefreshToken), OutcomeOf(failure), FailureReason.Of(failure)));

    private static HytaleEventOutcome OutcomeOf(Exception? failure) => failure is null ? HytaleEventOutcome.Succeeded : HytaleEventOutcome.Failed;

    private string? Note(AccountId account, HytaleGrant grant)
    {
        string? fingerprint = TokenFingerprint.Of(grant.RefreshToken);
        _grants[account.Key] = (fingerprint, grant.SignInExpiresAt ?? DateTimeOffset.MinValue);
        return fingerprint;
    }
}

/// <summary>A failure as one stable word, for records that machines read.</summary>
internal static class FailureReason
{
    /// <summary>The service has done it, and its answer could not be kept here.</summary>
    public const string NotSaved = "not_saved";

    public static string? Of(Exception? failure) => failure switch
    {
        null => null,
        SignInRequiredException { Reason: SignInReason.Revoked } => "revoked",
        SignInRequiredException { Reason: SignInReason.Expired } => "expired",
        SignInRequiredException { Reason: SignInReason.Declined } => "declined",
        SignInRequiredException { Reason: SignInReason.TimedOut } => "timed_out",
        SignInRequiredException { Reason: SignInReason.SignedOut } => "signed_out",
        SignInRequiredException { Reason: SignInReason.OtherClientId } => "other_client_id",
        SignInRequiredException { Reason: SignInReason.RefreshOutcomeUnknown } => "refresh_outcome_unknown",
        SignInRequiredException => "sign_in_required",
        AccountRestrictedException restricted => restricted.Code,
        ThrottledException => HytaleErrorCode.RateLimited,
        OutcomeUnknownException => "outcome_unknown",
        ProviderException { Code: { } code } => code,
        ProviderException { Status: null } => "unreachable",
        ProviderException => "unreadable",
        GameAuthConfigurationException => "configuration",
        CredentialStoreException => "store",
        IllegalStepException => "illegal_step",
        OperationCanceledException => "cancelled",
        _ => "failed",
    };
}

/// <summary>Names a token without showing it.</summary>
internal static class TokenFingerprint
{
    private const int Digits = 12;

    // A token has 256 random bits and more, so nobody can find it by trying hashes. Without a key, the records of two programs can be compared.
    public static string? Of(Secret? token) =>
        token is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal())))[..Digits];
}
