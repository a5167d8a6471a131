using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>What all sockets share.</summary>
internal sealed record RealtimeServices(
    RealtimeSockets Sockets,
    RoomMemberships Memberships,
    BearerValidator Bearer,
    RevocationIndex Revocations,
    ISessionStore Store,
    SessionEvents Events,
    IRealtimeHandler Handler,
    IOptions<RealtimeOptions> Realtime,
    IOptions<RoomOptions> Rooms,
    IOptions<GameAuthServerOptions> Server,
    TimeProvider Time,
    ILogger<RealtimeSocket> Logger,
    IHostApplicationLifetime? Lifetime = null)
{
    /// <summary>Ends when the host has stopped: what ends with a connection is done while it stops.</summary>
    public CancellationToken Stopped => Lifetime?.ApplicationStopped ?? CancellationToken.None;

    public RealtimeOptions Options => Realtime.Value;
}
