using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Rooms;

namespace GameAuth.Benchmarks.Server;

/// <summary>A server with a socket, in a process of its own: ours, or the bare one.</summary>
internal abstract class RealtimeTarget(string name, HostProcess process) : IAsyncDisposable
{
    public string Name => name;

    public HostProcess Process => process;

    /// <summary>Opens a socket, shows the token, and joins a room of its own.</summary>
    /// <returns>What ends it.</returns>
    public abstract Task<IRealtimePlayer> ArriveAsync(string accessToken, string room);

    public ValueTask DisposeAsync() => process.DisposeAsync();
}

/// <summary>A player at an open socket.</summary>
internal interface IRealtimePlayer : IDisposable
{
    /// <summary>Joins another room.</summary>
    Task JoinAsync(string room);

    /// <summary>Leaves it, where the server knows of rooms.</summary>
    Task LeaveAsync(string room);

    /// <summary>Reads until the server closes.</summary>
    /// <returns>The close code.</returns>
    Task<int> EndAsync();
}

/// <summary>Ours: the challenge, the gate, a place.</summary>
internal sealed class GameAuthRealtimeTarget(HostProcess process) : RealtimeTarget("GameAuth /realtime", process)
{
    public static async Task<GameAuthRealtimeTarget> StartAsync(string directory) =>
        new(await HostProcess.StartAsync(new HostSettings { Store = $"sqlite:{Path.Combine(directory, "sessions.db")}", Keys = "rs256", Rooms = true }));

    public override async Task<IRealtimePlayer> ArriveAsync(string accessToken, string room)
    {
        Player player = new(await HostSocket.OpenAsync(Process.Address, accessToken));
        await player.JoinAsync(room);
        return player;
    }

    private sealed class Player(HostSocket socket) : IRealtimePlayer
    {
        public async Task JoinAsync(string room)
        {
            if (await socket.JoinAsync(room) is { } said and not "joined")
            {
                throw new InvalidOperationException($"A join was answered with {said}.");
            }
        }

        public Task LeaveAsync(string room) => socket.LeaveAsync(room);

        public Task<int> EndAsync() => socket.EndAsync();

        public void Dispose() => socket.Dispose();
    }
}

/// <summary>The bare one: the signature, and a row.</summary>
internal sealed class BareRealtimeTarget(HostProcess process) : RealtimeTarget("bare WebSocket", process)
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler { UseProxy = false });

    public static async Task<BareRealtimeTarget> StartAsync(Uri issuer, string directory) => new(await HostProcess.StartAsync(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, "GameAuth.Benchmarks.Peers" + (OperatingSystem.IsWindows() ? ".exe" : "")), ["socket", issuer.AbsoluteUri, Path.Combine(directory, "bare.db")])));

    public override async Task<IRealtimePlayer> ArriveAsync(string accessToken, string room)
    {
        Player player = new(accessToken);
        await player.OpenAsync(new UriBuilder(Process.Address) { Scheme = "ws", Path = "/socket" }.Uri);
        await player.JoinAsync(room);
        return player;
    }

    private sealed class Player(string accessToken) : IRealtimePlayer
    {
        private readonly ClientWebSocket _socket = new();
        private readonly byte[] _buffer = new byte[256];

        public Task OpenAsync(Uri address) => _socket.ConnectAsync(address, Http, CancellationToken.None);

        public async Task JoinAsync(string room)
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { access_token = accessToken, room }).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if ((await _socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Text)
            {
                throw new InvalidOperationException("The bare server refused.");
            }
        }

        public Task LeaveAsync(string room) => Task.CompletedTask;

        public async Task<int> EndAsync()
        {
            await _socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
            return (int)_socket.CloseStatus!;
        }

        public void Dispose() => _socket.Dispose();
    }
}
