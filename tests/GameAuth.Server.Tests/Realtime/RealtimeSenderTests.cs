using System.Net.WebSockets;
using GameAuth.Testing;

namespace GameAuth.Server.Tests.Realtime;

/// <summary>The end of a socket's sender.</summary>
public class RealtimeSenderTests
{
    [Fact]
    public void The_grace_of_a_close_may_end_after_the_socket_has()
    {
        FakeClock clock = new();
        using WebSocket socket = WebSocket.CreateFromStream(new MemoryStream(), new WebSocketCreationOptions { IsServer = true });
        RealtimeSender sender = new(socket, queue: 4, clock);
        sender.Dispose();

        // An eviction that was decided a moment before finds the socket gone; a timer that throws would end the process.
        Assert.True(sender.Close(4410, "session_revoked", error: null));
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(sender.CutOff.IsCancellationRequested);
    }
}
