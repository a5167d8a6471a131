namespace GameAuth;

/// <summary>Why an import did not take something.</summary>
public enum ImportSkipReason
{
    /// <summary>It is damaged, cut off, too large, a symbolic link, or not of the format.</summary>
    Unreadable,

    /// <summary>Its sign-in has ended by the source's own word.</summary>
    Expired,

    /// <summary>The source says that it was issued to another client id than the registration's.</summary>
    OtherClientId,

    /// <summary>It was issued by another endpoint, or for another scope, than the registration's, which would not take it.</summary>
    OtherEndpoint,

    /// <summary>It has no refresh token, so there is nothing that lasts.</summary>
    NoGrant,

    /// <summary>The same refresh token was imported before, or the same player has an account.</summary>
    AlreadyThere,
}
