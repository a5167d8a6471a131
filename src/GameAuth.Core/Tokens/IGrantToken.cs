namespace GameAuth.Providers;

/// <summary>A token that is the root of an account's chain and knows when the sign-in itself ends.</summary>
public interface IGrantToken : IToken
{
    /// <summary>When the player has to sign in again whatever is refreshed, by the provider's word; null where it has no such end or does not say.</summary>
    DateTimeOffset? SignInExpiresAt { get; }
}
