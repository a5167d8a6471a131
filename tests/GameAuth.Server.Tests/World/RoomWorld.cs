using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.World;

/// <summary>Nodes of one server with rooms.</summary>
public sealed class RoomWorld : IAsyncDisposable
{
    private readonly List<ServerNode> _nodes = [];

    public ServerWorld World { get; } = new();

    public ToyRooms Rooms { get; } = new();

    public int Nodes => _nodes.Count;

    public ServerNode Node => _nodes[0];

    public ServerClient Client => Node.Connect();

    public IRoomGate Gate => Node.Services.GetRequiredService<IRoomGate>();

    public static async Task<RoomWorld> StartAsync(
        int nodes = 1, Action<GameAuthServerOptions>? options = null, Action<GameAuthServerBuilder>? server = null, Action<WebApplication>? application = null)
    {
        RoomWorld world = new();
        for (int i = 0; i < nodes; i++)
        {
            await world.AddNodeAsync(options, server, application);
        }

        return world;
    }

    public async Task<ServerNode> AddNodeAsync(Action<GameAuthServerOptions>? options = null, Action<GameAuthServerBuilder>? server = null, Action<WebApplication>? application = null)
    {
        ServerNode node = await ServerNode.StartAsync(World, options, auth =>
        {
            auth.AddRooms<ToyRooms>();
            auth.Services.AddSingleton<IRoomAccess>(Rooms);
            server?.Invoke(auth);
        }, application: application);
        _nodes.Add(node);
        return node;
    }

    public ServerNode NodeAt(int index) => _nodes[index];

    public IRoomGate GateAt(int index) => _nodes[index].Services.GetRequiredService<IRoomGate>();

    /// <summary>Signs a player in and yields his access token.</summary>
    public async Task<string> SignInAsync(string player = "ada") => (await Client.ExchangeAsync(player)).AccessToken;

    public async Task<string[]> SignInManyAsync(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(i => SignInAsync($"player{i}")));

    public static RoomJoinRequest Join(string token, string room = "lobby", string? ticket = null, string? connection = null, string? subject = null) =>
        new() { Room = room, AccessToken = token, Ticket = ticket, Connection = connection, Subject = subject };

    /// <summary>The code of a refusal, or "ok".</summary>
    public async Task<string> AskAsync(RoomJoinRequest request, int node = 0) => (await GateAt(node).JoinAsync(request)).Error is { } error ? $"{error.Status} {error.Code}" : "ok";

    /// <summary>Waits until something is so, while the clock moves a little.</summary>
    public async Task EventuallyAsync(Func<bool> isSo, TimeSpan? step = null)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            await World.StepAsync(step ?? TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Stops a node, as a host that gets a new version does.</summary>
    public async Task StopNodeAsync(int index)
    {
        ServerNode node = _nodes[index];
        _nodes.RemoveAt(index);
        await node.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServerNode node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
