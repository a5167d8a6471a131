using System.Collections.Concurrent;
using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>The accounts behind the gateway. Their grants never leave this process. Safe for use from any thread.</summary>
internal sealed class GatewayUpstream(IHytaleAuth hytale, string registration, HytaleDialect dialect, SessionDirectory sessions, GatewayAudit audit, TimeProvider time)
{
    /// <summary>Of so many accounts a node remembers when it read them.</summary>
    private const int MostRead = 20_000;

    // What has happened to an account at another node is known here within the bound of a revocation.
    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (HytaleAccount Account, long At)> _read = new(StringComparer.Ordinal);

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

    /// <summary>Finds an account as it was stored at most two seconds ago; one that can't be used is read again.</summary>
    public ValueTask<HytaleAccount?> FindRecentAsync(string? key, CancellationToken cancellationToken) =>
        key is not null && _read.TryGetValue(key, out (HytaleAccount Account, long At) known) && known.Account.Status is AccountStatus.Active && time.GetElapsedTime(known.At) < Recently
            ? new ValueTask<HytaleAccount?>(known.Account)
            : ReadAsync(key, cancellationToken);

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

    private async ValueTask<HytaleAccount?> ReadAsync(string? key, CancellationToken cancellationToken)
    {
        long now = time.GetTimestamp();
        if (await FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } account)
        {
            return null;
        }

        if (_read.Count >= MostRead)
        {
            _read.Clear();
        }

        _read[account.Id.Key] = (account, now);
        return account;
    }

    private AccountId IdOf(string key) => new(HytaleDefaults.Provider, registration, key);
}
