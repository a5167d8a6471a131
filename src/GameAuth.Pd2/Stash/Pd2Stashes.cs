using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>The stashes of a player's game accounts: asked for once in <see cref="Pd2Options.StashAge"/>, however often they are wanted. Kept in memory alone. Safe for use from any thread.</summary>
public sealed class Pd2Stashes
{
    private readonly Pd2Account _account;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Pd2StashId, Func<CancellationToken, Task<Pd2Stash>>> _fetches = new();
    private Coalescer<Pd2StashId, Pd2Stash> _known;

    internal Pd2Stashes(Pd2Account account, Pd2Provider pd2)
    {
        _account = account;
        _maxAge = pd2.Options.StashAge;
        _time = pd2.Time;
        _known = Create();
    }

    /// <summary>
    /// A stash. One that was asked for less than <see cref="Pd2Options.StashAge"/> ago is handed out again, with its age, unless a listing of this account was put up, changed or taken down here since.
    /// Callers who come together share one request. Where asking anew fails for a reason that passes, the last one is handed out and marked.
    /// </summary>
    /// <param name="stash">The game account and its mode.</param>
    /// <param name="cancellationToken">Ends this caller's wait, and no one else's.</param>
    /// <returns>The stash and its age; a known one completes at once and allocates nothing.</returns>
    /// <exception cref="ArgumentException">The game account's name is none.</exception>
    /// <exception cref="ProviderException">The service failed or was not reached, its answer can't be read, or the game account is not the player's (404).</exception>
    /// <exception cref="ThrottledException">Too many wait for the service's <c>game/*</c>, which is asked once a second.</exception>
    /// <exception cref="GameAuthException">As <see cref="Pd2Listings.GetAsync"/>.</exception>
    public ValueTask<Pd2StashView> GetAsync(Pd2StashId stash, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stash.GameAccount, nameof(stash));
        if (!_fetches.TryGetValue(stash, out Func<CancellationToken, Task<Pd2Stash>>? fetch))
        {
            Pd2Arguments.GameAccount(stash.GameAccount, nameof(stash));
            fetch = FetchOf(stash);
        }

        ValueTask<Coalesced<Pd2Stash>> found = Volatile.Read(ref _known).GetAsync(stash, _maxAge, fetch, cancellationToken);
        return found.IsCompletedSuccessfully ? new ValueTask<Pd2StashView>(Pd2StashView.Of(found.Result)) : AwaitAsync(found);
    }

    /// <summary>Runs a change that makes what is known of the stashes wrong, whatever becomes of it.</summary>
    internal async Task<JsonElement> ChangedByAsync(Func<Task<JsonElement>> change)
    {
        try
        {
            return await change().ConfigureAwait(false);
        }
        finally
        {
            // A request that began before is nobody's any more but of those who wait for it.
            Volatile.Write(ref _known, Create());
        }
    }

    // By itself, so that a known stash pays for no closure.
    private Func<CancellationToken, Task<Pd2Stash>> FetchOf(Pd2StashId stash) => _fetches.GetOrAdd(stash, ended => FetchAsync(stash, ended));

    private static async ValueTask<Pd2StashView> AwaitAsync(ValueTask<Coalesced<Pd2Stash>> found) => Pd2StashView.Of(await found.ConfigureAwait(false));

    private Coalescer<Pd2StashId, Pd2Stash> Create() => new(new CoalescerOptions { StaleOnError = TimeSpan.FromHours(1), MayBeStale = MayBeStale, Capacity = 64 }, _time);

    // A lost answer to a read passes as well.
    private static bool MayBeStale(Exception failure) => failure is ThrottledException or OutcomeUnknownException or ProviderException { IsTransient: true };

    private async Task<Pd2Stash> FetchAsync(Pd2StashId stash, CancellationToken cancellationToken)
    {
        FeathersCall call = new(FeathersMethod.Get, Pd2Service.Stash)
        {
            Id = stash.GameAccount,
            Query = Pd2Arguments.Of(new JsonObject { ["account"] = stash.GameAccount, ["softcore"] = !stash.IsHardcore, ["ladder"] = stash.IsLadder }),
        };
        JsonElement answer = await _account.CallAsync(call, cancellationToken).ConfigureAwait(false);
        return Pd2Fields.MemberOf(answer, "items") is { ValueKind: JsonValueKind.Array } ? new Pd2Stash(stash, answer) : throw Pd2Errors.Unreadable(call.Step, "has no list of items");
    }
}

/// <summary>A stash: a game account in a mode. Names are compared without regard to case.</summary>
/// <param name="GameAccount">The name of the game account.</param>
/// <param name="IsHardcore">Hardcore or softcore.</param>
/// <param name="IsLadder">Ladder or not.</param>
public readonly record struct Pd2StashId(string GameAccount, bool IsHardcore, bool IsLadder)
{
    /// <summary>Whether both are the same stash.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Whether they are.</returns>
    public bool Equals(Pd2StashId other) =>
        IsHardcore == other.IsHardcore && IsLadder == other.IsLadder && string.Equals(GameAccount, other.GameAccount, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GameAccount?.GetHashCode(StringComparison.OrdinalIgnoreCase) ?? 0, IsHardcore, IsLadder);
}

/// <summary>What lies in a stash. What the service sent stays open in <see cref="Json"/>. Immutable.</summary>
public sealed class Pd2Stash
{
    internal Pd2Stash(Pd2StashId id, JsonElement json)
    {
        Id = id;
        Json = json;
        Items = Pd2Fields.ListOf(json, "items", static item => new Pd2Item(item));
    }

    /// <summary>Which one it is.</summary>
    public Pd2StashId Id { get; }

    /// <summary>All that the service sent: <c>items</c>, <c>currency</c>, <c>stats</c> and <c>file</c>.</summary>
    public JsonElement Json { get; }

    /// <summary>The items.</summary>
    public IReadOnlyList<Pd2Item> Items { get; }
}

/// <summary>A stash that may have been asked for some time ago.</summary>
/// <param name="Stash">The stash.</param>
/// <param name="Age">How long ago it was asked for.</param>
/// <param name="IsStale">Whether it is older than wished, because asking anew has failed.</param>
public readonly record struct Pd2StashView(Pd2Stash Stash, TimeSpan Age, bool IsStale)
{
    internal static Pd2StashView Of(Coalesced<Pd2Stash> found) => new(found.Value, found.Age, found.IsStale);
}
