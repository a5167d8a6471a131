using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Host.Rooms;

/// <summary>Rooms of the host, for everybody: <c>places-7</c> has seven places, and the others have no end. The socket sends back what it gets.</summary>
internal sealed class HostRooms : IRoomAccess, IRealtimeHandler
{
    private const string Counted = "places-";

    public static void Add(GameAuthServerBuilder server) => server.AddRooms<HostRooms>().AddRealtime<HostRooms>(static options =>
        (options.ConnectionsPerAddress, options.UnauthenticatedConnections) = (100_000, 100_000));

    /// <summary><c>POST /host/end-all</c> ends every session.</summary>
    public static void Map(WebApplication app) => app.MapPost("/host/end-all", static async context =>
        await context.Response.WriteAsync($"{await context.RequestServices.GetRequiredService<SessionDirectory>().EndAllAsync(cancellationToken: context.RequestAborted)}"));

    public ValueTask<RoomAccessResult> CheckAsync(string room, ValidatedToken player, CancellationToken cancellationToken) =>
        new(RoomAccessResult.Allow(["speak"], capacity: room.StartsWith(Counted, StringComparison.Ordinal) ? int.Parse(room[Counted.Length..], CultureInfo.InvariantCulture) : int.MaxValue));

    public ValueTask OnMessageAsync(RealtimeConnection connection, RealtimeMessage message, CancellationToken cancellationToken)
    {
        connection.TrySend(Encoding.UTF8.GetBytes(message.Data.GetRawText()), message.Room?.Room);
        return default;
    }
}
