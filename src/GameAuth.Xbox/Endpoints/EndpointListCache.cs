using System.Diagnostics.CodeAnalysis;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>The list that a registration goes by: the bundled one, or the last good one that was fetched. Safe for use from any thread.</summary>
/// <param name="source">Fetches lists; null goes by the bundled one for good.</param>
/// <param name="hosts">Where the live hosts are.</param>
/// <param name="clock">The clock of the pause after a failure.</param>
/// <param name="log">Logs the lists that could not be fetched.</param>
internal sealed class EndpointListCache(EndpointListTokens? source, EndpointOverrides hosts, SteadyClock clock, ILogger log)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private Current? _current;
    private Task _loading = Task.CompletedTask;
    private long _retryAt;
    private bool _isReady = source is null;

    /// <summary>Whether the list is as good as it gets: false until the first try to have a fetched one is over.</summary>
    public bool IsReady => Volatile.Read(ref _isReady);

    /// <summary>The entry of a request; null where no entry is about it. A request to an emulator has the entry of the live host.</summary>
    public EndpointRule? RuleOf(Uri target)
    {
        EndpointList list = Volatile.Read(ref _current)?.List ?? BundledEndpoints.List;
        return hosts.LiveOf(target) is { } live ? list.Match(live.Scheme, live.IdnHost, live.Port, target.PathAndQuery) : list.Match(target);
    }

    /// <summary>Uses a list that is in memory, else has one fetched in the background; never waits and never fails.</summary>
    public void Touch(Account account)
    {
        if (source is null || IsBeforeRetry())
        {
            return;
        }

        // The current one is in memory, and the common case is that it still holds.
        if (Volatile.Read(ref _current) is null || !TryUse(account.GetTokenAsync(source)))
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

    /// <summary>One try for all who want one: while it is under way, and for a pause after it has failed, no other is started.</summary>
    private Task LoadOnceAsync(Account account)
    {
        lock (_gate)
        {
            return !_loading.IsCompleted || IsBeforeRetry() ? _loading : _loading = TryLoadAsync(account);
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "No request fails because of the list: the one before, or the bundled one, goes on.")]
    private async Task TryLoadAsync(Account account)
    {
        try
        {
            Use(await account.GetTokenAsync(source!).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            XboxLog.ListNotRefreshed(log, failure is GameAuthException told ? told.Message : failure.GetType().Name);
            Volatile.Write(ref _retryAt, clock.After(RetryDelay).UtcTicks);
            Volatile.Write(ref _isReady, true);
        }
    }

    private bool TryUse(ValueTask<StoredEndpointList> getting)
    {
        if (!getting.IsCompletedSuccessfully)
        {
            return false;
        }

        Use(getting.Result);
        return true;
    }

    private void Use(StoredEndpointList row)
    {
        if (ReferenceEquals(Volatile.Read(ref _current)?.Row, row))
        {
            return;
        }

        // Another version of this library may have stored what this one does not go by.
        if (!EndpointListReader.TryRead(row.List, out EndpointList? list, out string? fault))
        {
            XboxLog.ListNotRefreshed(log, $"the stored one {fault}");
        }

        Volatile.Write(ref _current, new Current(row, list ?? Volatile.Read(ref _current)?.List));
        Volatile.Write(ref _isReady, true);
    }

    private bool IsBeforeRetry() => Volatile.Read(ref _retryAt) is not 0 and long until && clock.Now.UtcTicks < until;

    private sealed record Current(StoredEndpointList Row, EndpointList? List);
}

/// <summary>Fetches the endpoint list: <c>GET /titles/default/endpoints?type=1</c>, contract version 1, public and unsigned. It is good for a day.</summary>
internal sealed class EndpointListTokens(XboxAuthClient client)
    : TokenSource<StoredEndpointList>("endpoints", TokenScope.Registration, RefreshBehavior.Remint, XboxRowJson.Default.StoredEndpointList)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    protected override async Task<StoredEndpointList> MintAsync(MintContext<StoredEndpointList> mint, CancellationToken deadline)
    {
        ProviderResponse answer = await client.GetEndpointsAsync(deadline).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw answer.Failure("is no endpoint list");
        }

        EndpointListBody body = answer.ReadStrictJson(XboxJson.Default.EndpointListBody);
        return EndpointListReader.TryRead(body, out _, out string? fault)
            ? new StoredEndpointList { List = body, ExpiresAt = answer.ReceivedAt + Lifetime }
            : throw answer.Failure(fault, isTransient: false);
    }
}

/// <summary>A list as it is kept: what came, so that a later version of this library reads it anew.</summary>
internal sealed class StoredEndpointList : IToken
{
    public required EndpointListBody List { get; init; }
    public required DateTimeOffset? ExpiresAt { get; init; }
}
