using System.Net;
using System.Net.WebSockets;
using System.Text;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Server.Tests.Bearer;

/// <summary>What an access token has opened goes on after its check, and ends with its session.</summary>
public sealed class OpenConnectionTests
{
    private const char End = '\x1e';

    // Only a test that hangs meets this limit.
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("logout")]
    [InlineData("subject")]
    [InlineData("account")]
    [InlineData("everything")]
    [InlineData("token")]
    public async Task A_hub_is_closed_when_its_session_is_revoked_and_its_client_is_told(string how)
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        Answer ada = await node.Connect().ExchangeAsync("ada");
        Answer bob = await node.Connect().ExchangeAsync("bob");
        using WebSocket own = await JoinAsync(node, ada.AccessToken);
        using WebSocket elsewhere = await JoinAsync(other, ada.AccessToken);
        using WebSocket strangers = await JoinAsync(node, bob.AccessToken);
        await RevokeAsync(node, ada, how);

        // {"type":7} without allowReconnect: SignalR's clients do not connect again.
        Assert.Equal("""{"type":7}""", await ReadAsync(own));
        await node.Follower.TryCatchUpAsync(default);
        await other.Follower.TryCatchUpAsync(default);
        Assert.Equal("""{"type":7}""", await ReadAsync(elsewhere));
        if (how != "everything")
        {
            // Nobody else's is.
            await SendAsync(strangers, """{"type":6}""");
            Assert.Equal(WebSocketState.Open, strangers.State);
            Assert.Equal(HttpStatusCode.OK, (await node.Connect().GetAsync("/api/me", bob.AccessToken)).Status);
            await RevokeAsync(node, bob, "logout");
        }

        Assert.Equal("""{"type":7}""", await ReadAsync(strangers));
    }

    [Fact]
    public async Task A_stream_of_events_of_the_applications_own_is_closed_too()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Answer ada = await node.Connect().ExchangeAsync("ada");
        Answer bob = await node.Connect().ExchangeAsync("bob");
        using HttpClient http = new(node.CreateHandler()) { BaseAddress = new Uri(ServerWorld.Issuer) };
        using Stream events = await OpenStreamAsync(http, ada.AccessToken);
        using Stream strangersEvents = await OpenStreamAsync(http, bob.AccessToken);
        await RevokeAsync(node, ada, "logout");
        Assert.True(await HasEndedAsync(events.ReadAsync(new byte[16]).AsTask()));
        ValueTask<int> next = strangersEvents.ReadAsync(new byte[16]);
        Assert.False(next.IsCompleted);
        await RevokeAsync(node, bob, "logout");
        Assert.True(await HasEndedAsync(next.AsTask()));
    }

    [Fact]
    public async Task What_was_revoked_between_its_check_and_its_entry_is_closed_at_once_and_what_has_ended_is_not_touched()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        BearerValidator validator = node.Services.GetRequiredService<BearerValidator>();
        ValidatedToken ada = (await validator.ValidateAsync((await node.Connect().ExchangeAsync("ada")).AccessToken, "api")).Token!;
        ValidatedToken bob = (await validator.ValidateAsync((await node.Connect().ExchangeAsync("bob")).AccessToken, "api")).Token!;
        OpenConnections connections = new(node.Services.GetRequiredService<RevocationIndex>(), NullLogger<OpenConnections>.Instance);
        List<string> closed = [];
        connections.Add(ada, () => closed.Add("ended before")).Dispose();
        using IDisposable broken = connections.Add(ada, static () => throw new InvalidOperationException());
        using IDisposable open = connections.Add(ada, () => closed.Add("open"));
        using IDisposable strangers = connections.Add(bob, () => closed.Add("a stranger's"));
        connections.CloseRevoked();
        Assert.Empty(closed);
        await node.Services.GetRequiredService<SessionDirectory>().EndAsync(ada.Session);
        await node.Follower.CatchUpAsync(default);
        connections.CloseRevoked();
        connections.CloseRevoked();
        Assert.Equal(["open"], closed);
        using IDisposable late = connections.Add(ada, () => closed.Add("late"));
        Assert.Equal(["open", "late"], closed);
    }

    private static async Task RevokeAsync(ServerNode node, Answer signedIn, string how)
    {
        SessionDirectory sessions = node.Services.GetRequiredService<SessionDirectory>();
        System.Text.Json.JsonElement claims = Jwt.Claims(signedIn.AccessToken);
        switch (how)
        {
            case "logout":
                Assert.Equal(HttpStatusCode.NoContent, (await node.Connect().LogoutAsync(signedIn.CookieToken)).Status);
                break;
            case "subject":
                await sessions.EndSubjectAsync(claims.Text("sub"));
                break;
            case "account":
                await sessions.EndProviderAccountAsync("toy", "ada");
                break;
            case "everything":
                await sessions.EndAllAsync();
                break;
            default:
                await sessions.RevokeAccessTokenAsync(claims.Text("jti"));
                break;
        }

        await node.Follower.TryCatchUpAsync(default);
    }

    // The JSON protocol of SignalR (dotnet/aspnetcore, HubProtocol.md).
    private static async Task<WebSocket> JoinAsync(ServerNode node, string token)
    {
        WebSocket socket = await node.ConnectSocketAsync(token, address: "wss://auth.example.test/players");
        await SendAsync(socket, """{"protocol":"json","version":1}""");
        string said = "";
        while (!said.Contains("\"you\"", StringComparison.Ordinal))
        {
            said += await TextAsync(socket);
        }

        return socket;
    }

    /// <summary>The next message but for pings.</summary>
    private static async Task<string> ReadAsync(WebSocket socket)
    {
        while (true)
        {
            string text = await TextAsync(socket);
            foreach (string message in text.Split(End, StringSplitOptions.RemoveEmptyEntries))
            {
                if (message != """{"type":6}""")
                {
                    return message;
                }
            }

            if (text.Length == 0)
            {
                return "";
            }
        }
    }

    private static async Task<string> TextAsync(WebSocket socket)
    {
        using CancellationTokenSource limit = new(Hang);
        byte[] buffer = new byte[1024];
        ValueWebSocketReceiveResult read = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
        return Encoding.UTF8.GetString(buffer, 0, read.Count);
    }

    private static Task SendAsync(WebSocket socket, string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, default);

    private static async Task<Stream> OpenStreamAsync(HttpClient http, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/events");
        request.Headers.Add("Authorization", $"Bearer {token}");
        request.Headers.Add("Accept", "text/event-stream");
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Stream events = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[64];
        Assert.Equal("data: hello\n\n", Encoding.UTF8.GetString(buffer, 0, await events.ReadAsync(buffer)));
        return events;
    }

    // An end or a failure, whatever the transport makes of it.
    private static async Task<bool> HasEndedAsync(Task<int> read)
    {
        try
        {
            return await read.WaitAsync(Hang) == 0;
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            return true;
        }
    }
}
