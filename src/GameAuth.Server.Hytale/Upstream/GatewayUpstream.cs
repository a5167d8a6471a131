using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>The accounts behind the gateway. Their grants never leave this process. Safe for use from any thread.</summary>
internal sealed class GatewayUpstream(IHytaleAuth hytale, string registration, HytaleDialect dialect, SessionDirectory sessions, GatewayAudit audit)
{
    /// <summary>The claim of callers' tokens that names the account: its key in the token store, which is no secret and none of Hytale's.</summary>
    public const string Claim = "hytale_account";

    public IHytaleAuth Hytale => hytale;

    /// <exception cref="GameAuthConfigurationException">The registration speaks to a gateway.</exception>
    public void CheckDialect()
    {
        if (dialect is not HytaleDialect.Direct)
        {
            throw new GameAuthConfigurationException(
                $"{GatewayConfiguration.Section}: the registration '{registration}' of Hytale speaks to a gateway; this one speaks to Hytale's own services: set its Dialect to Direct.") { Step = "options" };
        }
    }

    /// <summary>Finds an account as it is stored now.</summary>
    public ValueTask<HytaleAccount?> FindAsync(string? key, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(key) ? default : hytale.FindAsync(IdOf(key), cancellationToken);

    /// <summary>Lists some of the accounts, in the order of their keys.</summary>
    /// <param name="after">The key of the last account of the page before; null for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public Task<IReadOnlyList<HytaleAccount>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        hytale.ListPageAsync(after is null ? null : IdOf(after), limit, cancellationToken);

    /// <summary>Ends the sessions of an account's callers: its grant is dead, and nothing but a new sign-in of its owner helps, or an administrator wants it.</summary>
    /// <param name="owner">The account's id at Hytale.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">The administrator; null where there is none.</param>
    /// <param name="before">When the grant was seen: the owner may have signed in since. Null ends all.</param>
    /// <exception cref="SessionStoreException">The store failed, and an administrator waits for it.</exception>
    public async ValueTask EndCallersAsync(string owner, string reason = EndReasons.Deauthorized, string? actor = null, DateTimeOffset? before = null)
    {
        try
        {
            int ended = await sessions.EndProviderAccountAsync(HytaleGatewayOptions.Provider, owner, reason, before, CancellationToken.None).ConfigureAwait(false);
            if (ended > 0)
            {
                audit.CallersEnded(owner, reason, actor);
            }
        }
        catch (SessionStoreException) when (actor is null)
        {
            // The account's status says the same to each of their calls, and the next one ends them.
        }
    }

    private AccountId IdOf(string key) => new(HytaleDefaults.Provider, registration, key);
}
