using GameAuth.Providers;

namespace GameAuth;

/// <summary>The handle of an account: tokens, clients, sign-out. One object per account and process; safe for use from any thread; nothing to dispose.</summary>
/// <param name="binding">What the engine hands to the provider; there is no other way to make an account.</param>
public abstract class Account(AccountBinding binding)
{
    /// <summary>The account's name in this library.</summary>
    public AccountId Id => binding.State.Id;

    /// <summary>How the account stands. It follows what other processes store within about 2 seconds; where one process has met more than 100 accounts, within 2 seconds for each hundred.</summary>
    public AccountStatus Status => IsSignedOut ? AccountStatus.SignedOut : binding.State.Row.Status;

    /// <summary>The provider's own id of the player (xuid, sub); null until the first answer that names it. Unique per registration.</summary>
    public string? Subject => binding.State.Row.Subject;

    /// <summary>The player's name as of the last sign-in or refresh; null where it is not known.</summary>
    public string? DisplayName => binding.State.Row.DisplayName;

    /// <summary>The player's picture as of the last sign-in or refresh; null where it is not known.</summary>
    public Uri? Picture => binding.State.Row.Picture;

    /// <summary>When a token was last minted for the account (UTC). It is noted once an hour at most, so it may be up to an hour too early.</summary>
    public DateTimeOffset LastUsedAt => binding.State.Row.LastUsedAt;

    /// <summary>When the sign-in itself ends, whatever is refreshed; null where the provider has no such end or does not say.</summary>
    public DateTimeOffset? SignInExpiresAt => binding.State.Row.SignInExpiresAt;

    internal AccountBinding Binding => binding;

    internal bool IsSignedOut => binding.State.IsGone;

    /// <summary>A token that is good now: from memory, from the store, or minted. Never prompts.</summary>
    /// <typeparam name="T">The token.</typeparam>
    /// <param name="source">The node of the provider's chain, or one of your own.</param>
    /// <param name="audience">What it is for, such as a relying party; null where the source has one audience.</param>
    /// <param name="cancellationToken">Ends this caller's wait; a mint that others share goes on.</param>
    /// <returns>The token; a cached one completes synchronously and allocates nothing.</returns>
    /// <exception cref="SignInRequiredException">The player has to sign in.</exception>
    /// <exception cref="AccountRestrictedException">The provider refuses the player.</exception>
    /// <exception cref="ThrottledException">A limit stands in the way.</exception>
    /// <exception cref="ProviderException">The provider failed; see <see cref="ProviderException.IsTransient"/>.</exception>
    /// <exception cref="CredentialStoreException">The stored row can not be opened.</exception>
    /// <exception cref="CopiedProfileException">The profile was copied from another machine and is held back.</exception>
    public ValueTask<T> GetTokenAsync<T>(TokenSource<T> source, string? audience = null, CancellationToken cancellationToken = default)
        where T : class, IToken
    {
        ArgumentNullException.ThrowIfNull(source);
        TokenChain chain = binding.Chain;
        return (source.Scope == chain.Scope ? chain : chain.For(source)).Entry(source, audience).GetAsync(cancellationToken);
    }

    /// <summary>Drops a token that an API refused, so that the next request gets another; the parents stay.</summary>
    /// <param name="use">The token that the request carried.</param>
    /// <returns>False when asking again would only knock harder: nothing was carried, or the token had just been minted for the same reason.</returns>
    public bool Refuse(TokenUse use) =>
        use.Source is { } source && binding.Chain.For(source).Refuse(source, use.Audience, use.Token!);

    /// <summary>An <see cref="HttpClient"/> whose requests carry this account's token. Redirects and cookies are off; <see cref="HttpClient.Timeout"/> is infinite, since the time limits are the library's.</summary>
    /// <param name="name">The name of a client of your own, made ready with the provider's <c>Add…Authentication()</c>; empty for the provider's API client.</param>
    /// <returns>A client; dispose it or not, the connections are shared.</returns>
    /// <exception cref="GameAuthConfigurationException">There is no such client, or it follows redirects.</exception>
    public HttpClient CreateClient(string name = "") => binding.Clients.Create(this, name);

    /// <summary>Your own typed client, bound to this account.</summary>
    /// <typeparam name="TClient">A class registered with <c>AddHttpClient&lt;TClient&gt;().Add…Authentication()</c>.</typeparam>
    /// <param name="name">Its name, where it was registered with one; null for the default, the type's name.</param>
    /// <returns>The client.</returns>
    /// <exception cref="GameAuthConfigurationException">There is no such client, or it follows redirects.</exception>
    public TClient CreateClient<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TClient>(string? name = null)
        where TClient : class => binding.Clients.Create<TClient>(this, name);

    /// <summary>Signs the account out: the provider is told where it can be, then everything that is stored for the account is deleted, in any case. The device stays.</summary>
    /// <param name="cancellationToken">Ends the provider's part early; the deletion is finished.</param>
    /// <returns>Done when nothing of the account is stored.</returns>
    public Task SignOutAsync(CancellationToken cancellationToken = default) =>
        binding.Directory.SignOutAsync(binding, RevokeAsync, cancellationToken);

    /// <summary>Name and status; never a token.</summary>
    /// <returns>For example <c>xbox/default/01hv… (Active)</c>.</returns>
    public sealed override string ToString() => $"{Id} ({Status})";

    /// <summary>Tells the provider that the grant is over. Its failure does not stop the sign-out. Does nothing by default.</summary>
    /// <param name="cancellationToken">Ends after 10 seconds, or when the caller gives up.</param>
    /// <returns>Done when the provider has answered.</returns>
    protected virtual Task RevokeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
