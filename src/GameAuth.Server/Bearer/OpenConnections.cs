using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>
/// The connections of this node that go on after the access token which opened them was checked: WebSockets, streams of events, hubs. Those whose session, token or player was revoked are closed as soon as
/// this node has read it. Safe for use from any thread.
/// </summary>
internal sealed partial class OpenConnections(RevocationIndex revocations, ILogger<OpenConnections> logger)
{
    private readonly ConcurrentDictionary<Connection, bool> _open = new();
    private readonly ILogger _logger = logger;

    /// <summary>Adds a connection.</summary>
    /// <param name="token">The token that opened it.</param>
    /// <param name="close">Closes it. Called once at most, and not after the disposal.</param>
    /// <returns>Dispose it when the connection has ended.</returns>
    public IDisposable Add(ValidatedToken token, Action close)
    {
        Connection added = new(this, token, close);
        _open.TryAdd(added, true);

        // What was read since the token was checked has met the others alone.
        if (revocations.IsRevoked(token))
        {
            added.Close();
        }

        return added;
    }

    /// <summary>Closes those that were revoked, as far as this node has read.</summary>
    public void CloseRevoked()
    {
        foreach ((Connection connection, _) in _open)
        {
            if (revocations.IsRevoked(connection.Token))
            {
                connection.Close();
            }
        }
    }

    [LoggerMessage(2015, LogLevel.Error, "A connection whose session was ended could not be closed ({Error}).")]
    private partial void NotClosed(string error);

    private sealed class Connection(OpenConnections owner, ValidatedToken token, Action close) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _isOver;

        public ValidatedToken Token => token;

        public void Close()
        {
            // A request that has ended may be another one's by now, so that the end waits for this and this for the end.
            lock (_gate)
            {
                if (!_isOver)
                {
                    _isOver = true;
                    TryClose();
                }
            }

            owner._open.TryRemove(this, out _);
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isOver = true;
            }

            owner._open.TryRemove(this, out _);
        }

        private void TryClose()
        {
            try
            {
                close();
            }
            catch (Exception failure) when (failure is InvalidOperationException or AggregateException or IOException)
            {
                // It may be over by itself, or one of those who wait for its end has failed; the others have to be closed too.
                owner.NotClosed(failure.GetType().Name);
            }
        }
    }
}
