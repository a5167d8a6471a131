using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>The sockets of this node: how many there may be, and what their time is over for. Safe for use from any thread.</summary>
internal sealed class RealtimeSockets : BackgroundService
{
    /// <summary>How often it looks at the time of each.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<RealtimeSocket, bool> _all = new();
    private readonly Dictionary<IPAddress, int> _addresses = [];
    private readonly Dictionary<string, int> _subjects = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly RealtimeOptions _options;
    private readonly RevocationIndex _revocations;
    private readonly TimeProvider _time;
    private int _unauthenticated;
    private bool _isStopping;

    public RealtimeSockets(IOptions<RealtimeOptions> options, RevocationIndex revocations, TimeProvider time, IHostApplicationLifetime? lifetime = null)
    {
        (_options, _revocations, _time) = (options.Value, revocations, time);

        // The host's server waits for its connections to end.
        lifetime?.ApplicationStopping.Register(CloseAll);
    }

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>Takes room for a socket of this address that is not authenticated yet.</summary>
    /// <returns>Why there is none; null where it is taken.</returns>
    public AuthError? Enter(IPAddress? address)
    {
        lock (_gate)
        {
            if (_isStopping)
            {
                return AuthError.TemporarilyUnavailable;
            }

            int ofAddress = address is null ? 0 : _addresses.GetValueOrDefault(address);
            if (_unauthenticated >= _options.UnauthenticatedConnections || ofAddress >= _options.ConnectionsPerAddress)
            {
                return AuthError.RateLimited with { Message = "Too many connections." };
            }

            _unauthenticated++;
            if (address is not null)
            {
                _addresses[address] = ofAddress + 1;
            }

            return null;
        }
    }

    /// <summary>A socket's player is known now.</summary>
    /// <returns>False where he has too many already.</returns>
    public bool Authenticate(string subject)
    {
        lock (_gate)
        {
            int ofSubject = _subjects.GetValueOrDefault(subject);
            if (ofSubject >= _options.ConnectionsPerSubject)
            {
                return false;
            }

            _subjects[subject] = ofSubject + 1;
            _unauthenticated--;
            return true;
        }
    }

    /// <summary>A socket has ended.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="subject">Its player; null where it was never authenticated.</param>
    public void Leave(IPAddress? address, string? subject)
    {
        lock (_gate)
        {
            _unauthenticated -= subject is null ? 1 : 0;
            Subtract(_subjects, subject);
            Subtract(_addresses, address);
        }
    }

    public void Add(RealtimeSocket socket)
    {
        _all[socket] = true;
        if (Volatile.Read(ref _isStopping))
        {
            socket.Close(AuthError.TemporarilyUnavailable, RealtimeClose.GoingAway);
        }
    }

    public void Remove(RealtimeSocket socket) => _all.TryRemove(socket, out _);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _revocations.Entered += Hear;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        CloseAll();
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        _revocations.Entered -= Hear;
    }

    public override void Dispose()
    {
        base.Dispose();
        _news.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (RealtimeSocket socket in _all.Keys)
            {
                socket.Look();
            }

            using CancellationTokenSource tick = new(Interval, _time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(tick.Token, stoppingToken);
            await _news.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Subtract<TKey>(Dictionary<TKey, int> counts, TKey? key)
        where TKey : class
    {
        if (key is not null && counts.TryGetValue(key, out int count))
        {
            if (count == 1)
            {
                counts.Remove(key);
            }
            else
            {
                counts[key] = count - 1;
            }
        }
    }

    private void Hear(RevocationEntry entry)
    {
        if (!_all.IsEmpty && entry.Target != RevocationTarget.RoomAccess && _news.CurrentCount == 0)
        {
            _news.Release();
        }
    }

    private void CloseAll()
    {
        lock (_gate)
        {
            _isStopping = true;
        }

        foreach (RealtimeSocket socket in _all.Keys)
        {
            socket.Close(AuthError.TemporarilyUnavailable, RealtimeClose.GoingAway);
        }
    }
}
