using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>The list that a registration goes by: the bundled one, or the last good one that was fetched. Safe for use from any thread.</summary>
/// <param name="source">Fetches lists; null goes by the bundled one for good.</param>
/// <param name="hosts">Where the live hosts are.</param>
/// <param name="time">The clock of this machine.</param>
/// <param name="log">Hears of lists that could not be had.</param>
internal sealed class EndpointLists(EndpointListTokens? source, LiveHosts hosts, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private Taken? _taken;
    private Task _loading = Task.CompletedTask;
    private long _restUntil;
    private bool _isReady = source is null;

    /// <summary>Whether the list is as good as it gets: false until the first try to have a fetched one is over.</summary>
    public bool IsReady => Volatile.Read(ref _isReady);

    /// <summary>The entry of a request; null where no entry is about it. A request to an emulator has the entry of the live host.</summary>
    public EndpointRule? RuleOf(Uri target)
    {
        EndpointList list = Volatile.Read(ref _taken)?.List ?? BundledEndpoints.List;
        return hosts.LiveOf(target) is { } live ? list.Match(live.Scheme, live.IdnHost, live.Port, target.PathAndQuery) : list.Match(target);
    }

    /// <summary>Takes a list that is there, and has one fetched in the background that is not; never waits and never fails.</summary>
    public void Touch(Account account)
    {
        if (source is null || IsResting())
        {
            return;
        }

        // One that was taken is in memory, and the common case is that it still holds.
        if (Volatile.Read(ref _taken) is null || !TryTake(account.GetTokenAsync(source)))
        {
            _ = LoadOnceAsync(account);
        }
    }

    /// <summary>Waits for the first try to have a list, for a request that the bundled one has no token for.</summary>
    public async ValueTask LoadAsync(Account account, CancellationToken cancellationToken)
    {
        if (source is not null && !IsReady)
        {
            await LoadOnceAsync(account).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One try for all who want one: who comes while it is under way, or rests after it, starts no other.</summary>
    private Task LoadOnceAsync(Account account)
    {
        lock (_gate)
        {
            return !_loading.IsCompleted || IsResting() ? _loading : _loading = TryLoadAsync(account);
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "No request fails because of the list: the one before, or the bundled one, goes on.")]
    private async Task TryLoadAsync(Account account)
    {
        try
        {
            Take(await account.GetTokenAsync(source!).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            XboxLog.ListNotRefreshed(log, failure is GameAuthException told ? told.Message : failure.GetType().Name);
            Volatile.Write(ref _restUntil, (time.GetUtcNow() + Rest).UtcTicks);
            Volatile.Write(ref _isReady, true);
        }
    }

    private bool TryTake(ValueTask<StoredEndpointList> getting)
    {
        if (!getting.IsCompletedSuccessfully)
        {
            return false;
        }

        Take(getting.Result);
        return true;
    }

    private void Take(StoredEndpointList row)
    {
        if (ReferenceEquals(Volatile.Read(ref _taken)?.Row, row))
        {
            return;
        }

        // Another version of this library may have stored what this one does not go by.
        if (!EndpointListReader.TryRead(row.List, out EndpointList? list, out string? fault))
        {
            XboxLog.ListNotRefreshed(log, $"the stored one {fault}");
        }

        Volatile.Write(ref _taken, new Taken(row, list ?? Volatile.Read(ref _taken)?.List));
        Volatile.Write(ref _isReady, true);
    }

    private bool IsResting() => Volatile.Read(ref _restUntil) is not 0 and long until && time.GetUtcNow().UtcTicks < until;

    private sealed record Taken(StoredEndpointList Row, EndpointList? List);
}
