using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Discord.Tests.World;
using GameAuth.Server;
using GameAuth.Storage;
using Microsoft.AspNetCore.Http;
using static GameAuth.Discord.Tests.World.RealtimeSteps;

namespace GameAuth.Discord.Tests.Realtime;

/// <summary>How the socket proves who the player is, and what it does where it can't or where the server does not take it.</summary>
public class SocketProofTests
{
    private const string Challenge = """{"type":"challenge","nonce":"emu-nonce","proof":"dpop","expires_in":30}""";
    private const string Authenticated = """{"type":"authenticated","connection":"emu","sub":"emu","expires_in":900}""";

    [Fact]
    public async Task A_session_without_a_key_answers_the_challenge_by_a_hash_over_nonce_and_token()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        TaskCompletionSource<(string Token, JsonElement Proof)> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Backend.Next("/realtime", async (context, _) =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            string token = (await ReadAsync(context, socket)).GetProperty("access_token").GetString()!;
            await SendAsync(context, socket, """{"type":"challenge","nonce":"emu-nonce","proof":"hash","expires_in":30}""");
            seen.TrySetResult((token, await ReadAsync(context, socket)));
            await SendAsync(context, socket, Authenticated);
            await socket.ReceiveAsync(new byte[1024].AsMemory(), context.RequestAborted);
        });
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        (string shown, JsonElement proof) = await seen.Task;
        Assert.Equal(["type", "hash"], proof.EnumerateObject().Select(static one => one.Name));
        Assert.Equal(("proof", Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"emu-nonce.{shown}")))), (proof.GetProperty("type").GetString(), proof.GetProperty("hash").GetString()));
    }

    [Fact]
    public async Task A_key_that_refuses_to_sign_keeps_the_first_connection_from_being_made_and_is_named()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        using LockableKeySource keys = new();
        ClientApp app = await world.StartAppAsync(keys: keys);
        DiscordAccount me = await app.SignInAsync();
        keys.IsLocked = true;
        CredentialStoreException locked = await Assert.ThrowsAsync<CredentialStoreException>(() => world.WalkAsync(me.ConnectRealtimeAsync()));
        Assert.Equal((RowState.KeyUnavailable, "proof"), (locked.State, locked.Step));
        Assert.DoesNotContain("CANARY", locked.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_refuses_to_sign_when_the_token_is_renewed_ends_the_socket_with_its_error_and_holds_nothing_up()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        using LockableKeySource keys = new();
        ClientApp app = await world.StartAppAsync(keys: keys);
        DiscordAccount me = await app.SignInAsync();
        _ = world.Backend.ScriptNextAsync(
            ("authenticate", Challenge), ("proof", Authenticated),
            ("join", """{"type":"error","id":"{id}","error":"token_expired","message":"synthetic","recoverable":true,"retry_after_ms":0}"""), ("renew", Challenge));
        RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());

        // The refresh is proven still; the challenge that follows it can't be.
        world.Backend.Next("/api/auth/refresh", async (context, next) =>
        {
            await next(context);
            keys.IsLocked = context.Response.StatusCode == StatusCodes.Status200OK;
        }, times: 3);
        await Assert.ThrowsAsync<CredentialStoreException>(() => world.WalkAsync(client.JoinAsync("lobby")));
        await Assert.ThrowsAsync<CredentialStoreException>(() => NextAsync(world, client));
        Assert.True(client.HasEnded);
        await world.WalkAsync(client.DisposeAsync().AsTask());
        await world.WalkAsync(app.StopAsync());
    }

    [Fact]
    public async Task A_connection_that_does_not_come_to_the_next_token_is_given_up_and_another_joins()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        _ = world.Backend.ScriptNextAsync(
            ("authenticate", Challenge), ("proof", Authenticated),
            ("join", """{"type":"error","id":"{id}","error":"token_invalid","message":"synthetic","recoverable":false,"retry_after_ms":0}"""),
            ("renew", """{"type":"error","error":"temporarily_unavailable","message":"synthetic","recoverable":true,"retry_after_ms":0}"""));
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        DateTimeOffset before = world.Clock.GetUtcNow();
        Assert.True((await world.WalkAsync(client.JoinAsync("lobby"))).IsJoined);
        Assert.Equal((2, 1), (app.Count("/realtime"), world.Backend.Asked.Count(static one => one is { Path: "/api/auth/refresh", Status: 200 })));
        Assert.InRange(world.Clock.GetUtcNow() - before, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("token_expired")]
    [InlineData("token_invalid")]
    public async Task A_join_that_is_refused_for_the_next_token_too_is_an_error_and_no_storm(string code)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        string refused = $$"""{"type":"error","id":"{id}","error":"{{code}}","message":"synthetic","recoverable":true,"retry_after_ms":0}""";
        _ = world.Backend.ScriptNextAsync(
            ("authenticate", Challenge), ("proof", Authenticated), ("join", refused), ("renew", Challenge), ("proof", """{"type":"renewed","expires_in":900}"""), ("join", refused));
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(client.JoinAsync("lobby")));
        Assert.Equal((code, false), (error.Code, error.IsTransient));
        Assert.Equal((1, 1), (app.Count("/realtime"), world.Backend.Asked.Count(static one => one is { Path: "/api/auth/refresh", Status: 200 })));
    }

    [Fact]
    public async Task A_renewal_goes_to_its_end_though_the_caller_who_wanted_it_gives_up()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        TaskCompletionSource renewing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int proofs = 0;
        int joins = 0;
        world.Backend.Next("/realtime", async (context, _) =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            while (true)
            {
                JsonElement frame = await ReadAsync(context, socket);
                string type = frame.GetProperty("type").GetString()!;
                string id = frame.TryGetProperty("id", out JsonElement named) ? named.GetString()! : "";
                if (type == "renew")
                {
                    renewing.TrySetResult();
                    await goOn.Task;
                }

                await SendAsync(context, socket, type switch
                {
                    "proof" => ++proofs == 1 ? Authenticated : """{"type":"renewed","expires_in":900}""",
                    "join" when ++joins == 1 => $$"""{"type":"error","id":"{{id}}","error":"token_expired","message":"synthetic","recoverable":true,"retry_after_ms":0}""",
                    "join" => $$"""{"type":"joined","id":"{{id}}","room":"lobby","sub":"emu","permissions":[],"occupied":1}""",
                    "leave" => $$"""{"type":"left","id":"{{id}}","room":"lobby"}""",
                    _ => Challenge,
                });
            }
        });
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        using CancellationTokenSource patience = new();
        Task<RealtimeRoom> joining = client.JoinAsync("lobby", patience.Token);
        await world.EventuallyAsync(() => renewing.Task.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining);
        goOn.TrySetResult();
        await world.EventuallyAsync(() => Volatile.Read(ref proofs) == 2);
        Assert.True((await world.WalkAsync(client.JoinAsync("lobby"))).IsJoined);
        Assert.Equal(1, app.Count("/realtime"));
    }

    [Fact]
    public async Task Who_has_signed_in_again_goes_on_with_that_session_when_the_one_before_is_ended()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        RealtimeRoom lobby = await world.WalkAsync(client.JoinAsync("lobby"));
        SessionView old = Assert.Single(await world.Backend.Directory.ListAsync(me.DiscordId!));
        Assert.Equal(me.Id, (await app.SignInAsync(forcePrompt: true)).Id);
        await world.Backend.Directory.EndAsync(old.Id);
        Assert.IsType<RealtimeMissed>(await NextAsync(world, client));
        await world.EventuallyAsync(() => client.IsConnected && lobby.IsJoined);
        Assert.Equal((200, AccountStatus.Active), (await app.CallAsync(me), me.Status));
    }

    [Fact]
    public async Task A_session_that_has_ended_before_the_connection_is_the_last_word()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.CloseNext(4410, "session_revoked");
        SignInRequiredException over = await Assert.ThrowsAsync<SignInRequiredException>(() => world.WalkAsync(me.ConnectRealtimeAsync()));
        await Assert.ThrowsAsync<SignInRequiredException>(() => app.CallAsync(me));
        Assert.Equal((SignInReason.Revoked, AccountStatus.SignInRequired, "/realtime"), (over.Reason, me.Status, Assert.Single(app.Sent).Path));
    }

    [Fact]
    public async Task A_refused_handshake_has_the_error_of_its_word()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (_, DiscordAccount me) = await world.SignInAsync();
        world.Backend.Answer("/realtime", 403, """{"error":"https_required","message":"synthetic","recoverable":false,"retry_after_ms":0}""");
        GameAuthConfigurationException refused = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => world.WalkAsync(me.ConnectRealtimeAsync()));
        Assert.Contains("https", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_between_which_a_connection_was_well_for_a_minute_are_not_counted_together()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.CloseNext(4503, "temporarily_unavailable", isKnown: true, times: 5, after: () => Task.Delay(TimeSpan.FromSeconds(61), world.Clock));
        await using RealtimeClient client = await world.WalkAsync(me.ConnectRealtimeAsync());
        await world.EventuallyAsync(() => app.Count("/realtime") == 6 && client.IsConnected);
        Assert.True((await world.WalkAsync(client.JoinAsync("lobby"))).IsJoined);
    }

    private static async Task<JsonElement> ReadAsync(HttpContext context, WebSocket socket)
    {
        byte[] frame = new byte[16 * 1024];
        ValueWebSocketReceiveResult received = await socket.ReceiveAsync(frame.AsMemory(), context.RequestAborted);
        using JsonDocument document = JsonDocument.Parse(frame.AsMemory(0, received.Count));
        return document.RootElement.Clone();
    }

    private static Task SendAsync(HttpContext context, WebSocket socket, string frame) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
}
