namespace GameAuth;

/// <summary>Why a player has to sign in again.</summary>
public enum SignInReason
{
    /// <summary>Nothing is stored for this account.</summary>
    NeverSignedIn,

    /// <summary>The grant has reached its end.</summary>
    Expired,

    /// <summary>The provider says that the grant is no longer valid.</summary>
    Revoked,

    /// <summary>The player said no.</summary>
    Declined,

    /// <summary>A refresh was sent, its answer never arrived, and the provider no longer takes the old token.</summary>
    RefreshOutcomeUnknown,

    /// <summary>The grant was issued to another client id than the one that is configured now.</summary>
    OtherClientId,

    /// <summary>The account was signed out, here or in another process.</summary>
    SignedOut,

    /// <summary>The code was shown for its whole lifetime and nobody approved it.</summary>
    TimedOut,

    /// <summary>The profile was copied from another machine and started over on this one, so its older sign-ins are not used here.</summary>
    CopiedProfile,
}
