namespace GameAuth;

/// <summary>How an account stands, as stored: every process sees it without asking the provider.</summary>
public enum AccountStatus
{
    /// <summary>Tokens can be had.</summary>
    Active,

    /// <summary>The provider no longer takes the grant: the player has to sign in.</summary>
    SignInRequired,

    /// <summary>The provider refused the player at the last try.</summary>
    Restricted,
}
