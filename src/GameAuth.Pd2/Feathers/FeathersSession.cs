using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>What the connections of one application share.</summary>
internal sealed record FeathersShared(FeathersSettings Settings, string Provider, SteadyClock Clock, ILogger Log);

/// <summary>
/// One connection, with its login: made before anything else goes out, renewed before it ends, made anew where the service has dropped it. As <see cref="IFeathers"/> it is for the login's
/// own calls, which go out whether or not the connection is signed in. Safe for use from any thread.
/// </summary>
internal sealed class FeathersSession : ISocketConnection, IFeathers
{
    private readonly SocketSession _socket;
    private readonly FeathersShared _shared;
    private readonly FeathersLoginKeeper _login;

    private FeathersSession(SocketSession socket, FeathersShared shared)
    {
        _socket = socket;
        _shared = shared;
        _login = new FeathersLoginKeeper(this, shared);
    }

    public Task Lost => _socket.Lost;

    /// <summary>Whether the server has ended it by its own word (41).</summary>
    public bool IsDisconnected => _socket.IsDisconnected;

    /// <summary>The failure for which no connection is to follow; null where there is none.</summary>
    public GameAuthException? End => _login.End;

    /// <summary>Which login stands; it counts up with each.</summary>
    public int Login => _login.Number;

    /// <summary>Connects and signs in.</summary>
    public static async Task<FeathersSession> OpenAsync(
        AccountSocket socket, FeathersShared shared, ISocketListener listener, FeathersLoginCause cause, CancellationToken cancellationToken)
    {
        FeathersSettings settings = shared.Settings;
        SocketSession opened = await SocketSession.OpenAsync(
            socket, new EngineSettings(settings.Step, shared.Provider, settings.Version), settings.MaxFrameOut, listener, shared.Clock.Wall, shared.Log, cancellationToken).ConfigureAwait(false);
        FeathersSession session = new(opened, shared);
        try
        {
            await session._login.BeginAsync(cause, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a call, and waits for its end.</summary>
    public ValueTask<AckEnd> AskAsync<T>(FeathersRequest<T> request, TimeSpan limit, CancellationToken cancellationToken) => _socket.AskAsync(request, limit, cancellationToken);

    /// <summary>A call was answered with 401 under a login: signs in again, once for all whom it concerns.</summary>
    /// <returns>Whether another login stands now.</returns>
    /// <exception cref="GameAuthException">There can not be another one.</exception>
    public Task<bool> LoginAgainAsync(int refused, CancellationToken cancellationToken) => _login.AgainAsync(refused, cancellationToken);

    public async Task<T?> CallAsync<T>(FeathersCall call, JsonTypeInfo<T> result, CancellationToken cancellationToken)
    {
        FeathersOutcomes outcomes = new(_shared, call);
        FeathersRequest<T> request = new(call, result);
        AckEnd end = await _socket.AskAsync(request, call.Limit ?? _shared.Settings.CallLimit, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return end is AckEnd.Answered && request is { Error: null, IsUnreadable: false } ? request.Value : throw outcomes.Of(end, request.Error);
    }

    /// <summary>Ends it at once; another one follows.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        await _login.StopAsync().ConfigureAwait(false);
        await _socket.CloseAsync().ConfigureAwait(false);
    }
}

/// <summary>What the caller is told when a call has no answer of the wanted kind.</summary>
internal readonly struct FeathersOutcomes(FeathersShared shared, FeathersCall call)
{
    public GameAuthException Of(AckEnd end, FeathersError? error) => end switch
    {
        AckEnd.Answered when error is not null => error.ToException(call, shared.Provider, shared.Clock.Wall),
        AckEnd.Answered => Unreadable("can not be read: it is no JSON, nested deeper than 64 levels, or of another shape"),
        AckEnd.Binary => Unreadable("has a binary attachment, which is not read"),
        AckEnd.NotSent => NotSent("there was no connection in time"),
        AckEnd.TimedOut => Unknown("was sent, and no answer came in time; a service that does not know the method answers nothing"),
        _ => Unknown("was sent, and the connection was lost before the answer"),
    };

    public ProviderException NotSent(string why) =>
        new($"{shared.Provider}: step '{call.Step}' was not sent: {why}.", status: null, code: null, isTransient: true) { Provider = shared.Provider, Step = call.Step };

    /// <summary>The login had ended at the service without a word, and stands again: the same call may succeed now.</summary>
    public ProviderException LoginHadEnded(FeathersError error) =>
        new($"{shared.Provider}: step '{call.Step}' was refused, because the login of the connection had ended; it is signed in again. Nothing was done: call once more.",
            error.Status, error.Name, isTransient: true)
        { Provider = shared.Provider, Step = call.Step };

    private GameAuthException Unreadable(string how) => call.Writes
        ? Unknown($"was answered, and the answer {how}")
        : new ProviderException($"{shared.Provider}: the answer to step '{call.Step}' {how}.", status: null, code: null, isTransient: false) { Provider = shared.Provider, Step = call.Step };

    private OutcomeUnknownException Unknown(string how) =>
        new($"{shared.Provider}: step '{call.Step}' {how}{(call.Writes ? "; it may have taken effect. Look before you repeat it" : "")}.") { Provider = shared.Provider, Step = call.Step };
}
