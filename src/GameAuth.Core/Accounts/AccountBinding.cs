using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

/// <summary>What ties an account's handle to the engine.</summary>
public sealed class AccountBinding
{
    internal AccountBinding(AccountDirectory directory, AccountState state, TokenChain chain)
    {
        Directory = directory;
        State = state;
        Chain = chain;
    }

    /// <summary>The account's name in this library.</summary>
    public AccountId Id => State.Id;

    /// <summary>
    /// Stores a token that the service has handed over outside a mint, such as over a socket, in place of the one that it was handed over for. It waits for a refresh that is under way
    /// here or in another process; where that has brought another token, nothing changes. Not for use inside a mint of the same source.
    /// </summary>
    /// <typeparam name="T">The token.</typeparam>
    /// <param name="source">Its source: a saved one that is not derived, such as the grant's.</param>
    /// <param name="token">The token that was handed over.</param>
    /// <param name="expected">The token that it takes the place of.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>True when it is stored, durably, and handed out from now on; false when another token has taken the place of the expected one, or the account is signed out.</returns>
    /// <exception cref="ProviderException">Another process has been busy with the row for too long (transient).</exception>
    /// <exception cref="CredentialStoreException">The store can not keep it.</exception>
    public Task<bool> OfferAsync<T>(TokenSource<T> source, T token, T expected, CancellationToken cancellationToken = default)
        where T : class, IToken
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(expected);
        return source.RefreshBehavior is RefreshBehavior.Remint
            ? throw new ArgumentException("A derived token is minted, not handed over.", nameof(source))
            : Chain.For(source).Entry(source, audience: null).OfferAsync(token, expected, cancellationToken);
    }

    internal AccountDirectory Directory { get; }

    internal AccountState State { get; }

    internal TokenChain Chain { get; }

    internal IAccountClients Clients => Directory.Clients;

    internal Account? Handle { get; set; }

    /// <summary>How those who keep accounts alive get on with this one.</summary>
    internal (int Failures, DateTimeOffset NotBefore, int? WarmSinceDrop) Warmth { get; set; }

    /// <summary>When the grant may next be refreshed to prolong the sign-in.</summary>
    internal DateTimeOffset KeepGrantAt { get; set; }
}

/// <summary>Makes HttpClients that are bound to an account.</summary>
internal interface IAccountClients
{
    HttpClient Create(Account account, string name);

    TClient Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TClient>(Account account, string? name)
        where TClient : class;
}

/// <summary>Who a player is, by the provider's word.</summary>
/// <param name="Subject">The provider's own id (xuid, sub): unique per registration.</param>
/// <param name="DisplayName">The name to show; null where the provider has none.</param>
/// <param name="Picture">The picture to show; null where the provider has none.</param>
public sealed record PlayerIdentity(string Subject, string? DisplayName = null, Uri? Picture = null);

/// <summary>A token whose answer names its player. The account's name follows it: a player who has been renamed is shown by the new name, here and after a restart.</summary>
public interface IPlayerToken : IToken
{
    /// <summary>Who the player is; null where the answer does not say. It counts for the account of the same subject alone, and without a name it changes nothing.</summary>
    PlayerIdentity? Player { get; }
}
