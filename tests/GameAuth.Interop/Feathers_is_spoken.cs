using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;
using GameAuth.Pd2;
using GameAuth.Pd2.Tests;
using GameAuth.Testing;

namespace GameAuth.Interop;

/// <summary>Feathers 4 (feathers and authentication 4.5.21, socketio 4.5.19: Socket.IO 2) and 5 (5.0.50: Socket.IO 4), unmodified, as servers of the socket client.</summary>
public sealed class Feathers_is_spoken
{
    private const string Secret = "synthetic-secret-of-a-test";

    [PeerTheory]
    [InlineData(4, EngineVersion.V3)]
    [InlineData(5, EngineVersion.V4)]
    public async Task Six_methods_their_errors_and_their_events(int major, EngineVersion version)
    {
        await using Player player = await Player.StartAsync(major, version);
        FeathersConnection connection = await player.OpenAsync();
        using FeathersEvents created = connection.Events("market/listing", "created");
        using FeathersEvents removed = connection.Events("market/listing", "removed");
        JsonElement listing = await connection.CreateAsync("""{"_id":"a1","price":"1 Ist"}""");
        Assert.Equal("a1", (await created.NextAsync()).Data.GetProperty("_id").GetString());
        Assert.Equal("1 Ist", listing.GetProperty("price").GetString());
        JsonElement found = await connection.FindAsync("market/listing", """{"$limit":5,"item":{"$all":[{"name":"x"}]},"offer":null}""");
        Assert.Equal("""{"$limit":5,"item":{"$all":[{"name":"x"}]},"offer":null}""", found.GetProperty("query").GetRawText());
        Assert.Equal(1, found.GetProperty("total").GetInt32());
        Assert.Equal(1, (await connection.FindAsync()).GetProperty("total").GetInt32());
        JsonElement got = await connection.GetAsync("market/listing", "a1", """{"ladder":true}""".Json(), SocketJson.Default.JsonElement, CancellationToken.None);
        Assert.True(got.GetProperty("query").GetProperty("ladder").GetBoolean());
        JsonElement patched = await connection.PatchAsync("market/listing", "a1", """{"price":"2 Ist"}""".Json(), null, SocketJson.Default.JsonElement, CancellationToken.None);
        Assert.Equal("2 Ist", patched.GetProperty("price").GetString());
        JsonElement updated = await connection.UpdateAsync("market/listing", "a1", """{"note":"x"}""".Json(), null, SocketJson.Default.JsonElement, CancellationToken.None);
        Assert.Equal("""{"_id":"a1","note":"x"}""", updated.GetRawText());
        JsonElement all = await connection.PatchAsync("market/listing", null, """{"read":true}""".Json(), """{"a":"1"}""".Json(), SocketJson.Default.JsonElement, CancellationToken.None);
        Assert.True(all[0].GetProperty("all").GetBoolean());
        await connection.RemoveAsync("market/listing", "a1", null, SocketJson.Default.JsonElement, CancellationToken.None);
        Assert.Equal("a1", (await removed.NextAsync()).Data.GetProperty("_id").GetString());
        Assert.Equal(JsonValueKind.Null, (await connection.RemoveAsync("market/listing", "a1", null, SocketJson.Default.JsonElement, CancellationToken.None)).ValueKind);

        ProviderException missing = await Assert.ThrowsAsync<ProviderException>(
            () => connection.GetAsync("market/listing", "nobody", null, SocketJson.Default.JsonElement, CancellationToken.None));
        Assert.Equal((404, "NotFound"), (missing.Status, missing.Code));
        ProviderException unknown = await Assert.ThrowsAsync<ProviderException>(() => connection.FindAsync("no/service"));
        Assert.Equal(404, unknown.Status);
        ProviderException other = await Assert.ThrowsAsync<ProviderException>(() => connection.CreateAsync("""{"fail":true}"""));
        Assert.DoesNotContain("no error of Feathers", other.Message, StringComparison.Ordinal);
        Assert.Single(player.World.Logins);
    }

    [PeerTheory]
    [InlineData(4, EngineVersion.V3)]
    [InlineData(5, EngineVersion.V4)]
    public async Task A_dead_token_is_401(int major, EngineVersion version)
    {
        await using Player player = await Player.StartAsync(major, version);
        player.Token = () => Jwt(DateTimeOffset.UtcNow.AddMinutes(-1));
        ProviderException dead = await Assert.ThrowsAsync<ProviderException>(() => player.OpenAsync());
        Assert.Equal((401, "NotAuthenticated", false), (dead.Status, dead.Code, dead.IsTransient));
        player.Token = static () => "synthetic.no.token";
        Assert.Equal(401, (await Assert.ThrowsAsync<ProviderException>(() => player.OpenAsync())).Status);
    }

    [PeerTheory]
    [InlineData(4, EngineVersion.V3)]
    [InlineData(5, EngineVersion.V4)]
    public async Task A_login_that_ends_is_renewed_on_the_same_connection(int major, EngineVersion version)
    {
        await using Player player = await Player.StartAsync(major, version);
        DateTimeOffset first = DateTimeOffset.UtcNow.AddSeconds(5);
        DateTimeOffset end = first;
        player.Token = () => Jwt(end);
        player.Ends = () => end;
        FeathersConnection connection = await player.OpenAsync();
        end = first.AddHours(1);
        while (DateTimeOffset.UtcNow < first.AddSeconds(1))
        {
            await connection.FindAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal([FeathersLoginCause.Connect, FeathersLoginCause.Renewal], player.World.Logins);
    }

    [PeerFact]
    public async Task Feathers_4_drops_a_login_that_ends_without_a_word_and_the_next_call_signs_in_again()
    {
        await using Player player = await Player.StartAsync(4, EngineVersion.V3, new FakeClock(DateTimeOffset.UtcNow));
        player.Token = static () => Jwt(DateTimeOffset.UtcNow.AddSeconds(2));
        FeathersConnection connection = await player.OpenAsync(static settings => settings with { RepeatsReads = true });
        await connection.FindAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));

        // The client is not told when the login ends; and one that is younger than this is not made again.
        player.World.Clock.Advance(TimeSpan.FromSeconds(30));
        await connection.FindAsync();
        Assert.Equal([FeathersLoginCause.Connect, FeathersLoginCause.Refused], player.World.Logins);
    }

    [PeerFact]
    public async Task Feathers_5_disconnects_when_a_login_ends_and_a_dead_token_is_the_end()
    {
        await using Player player = await Player.StartAsync(5, EngineVersion.V4);
        string token = Jwt(DateTimeOffset.UtcNow.AddSeconds(2));
        player.Token = () => token;
        player.World.BeforeLogin = static cause =>
        {
            if (cause is FeathersLoginCause.Disconnected)
            {
                throw new SignInRequiredException("synthetic", SignInReason.Expired);
            }
        };
        FeathersConnection connection = await player.OpenAsync();
        await connection.FindAsync();
        await SocketWorld.SoonAsync(() => connection.HasEnded);
        await Assert.ThrowsAsync<SignInRequiredException>(() => connection.FindAsync());
        Assert.Equal([FeathersLoginCause.Connect, FeathersLoginCause.Disconnected], player.World.Logins);
    }

    [PeerTheory]
    [InlineData(4, EngineVersion.V3)]
    [InlineData(5, EngineVersion.V4)]
    public async Task After_a_restart_it_signs_in_again_and_hears_again(int major, EngineVersion version)
    {
        await using Player player = await Player.StartAsync(major, version);
        FeathersConnection connection = await player.OpenAsync(static settings => settings with
        {
            Reconnect = new Providers.ReconnectOptions { ShortestPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromMilliseconds(200) },
        });
        using FeathersEvents created = connection.Events("market/listing", "created");
        await player.Server.KillAsync();
        await player.Server.StartAsync();
        Assert.True((await created.NextAsync()).IsGap);
        await connection.CreateAsync("""{"_id":"b1"}""");
        Assert.Equal("b1", (await created.NextAsync()).Data.GetProperty("_id").GetString());
        Assert.Equal([FeathersLoginCause.Connect, FeathersLoginCause.Connect], player.World.Logins);
    }

    private static string Jwt(DateTimeOffset end)
    {
        string head = Base64Url("""{"alg":"HS256","typ":"access"}"""u8);
        string body = Base64Url(Encoding.UTF8.GetBytes(
            $$"""{"iat":{{end.ToUnixTimeSeconds() - 600}},"exp":{{end.ToUnixTimeSeconds()}},"aud":"synthetic","iss":"synthetic","sub":"synthetic-player","jti":"synthetic"}"""));
        return $"{head}.{body}.{Base64Url(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes($"{head}.{body}")))}";
    }

    private static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private sealed class Player(SocketServer server, SocketWorld world, EngineVersion version) : IAsyncDisposable
    {
        public SocketServer Server => server;

        public SocketWorld World => world;

        public Func<string> Token { get; set; } = static () => Jwt(DateTimeOffset.UtcNow.AddHours(1));

        public Func<DateTimeOffset?> Ends { get; set; } = static () => null;

        public static async Task<Player> StartAsync(int major, EngineVersion version, FakeClock? clock = null) => new(
            await SocketServer.StartAsync("feathers-server.mjs", new JsonObject { ["major"] = major, ["secret"] = Secret }),
            clock is null ? await SocketWorld.StartWithSystemClockAsync() : await SocketWorld.StartAsync(clock),
            version);

        public Task<FeathersConnection> OpenAsync(Func<FeathersSettings, FeathersSettings>? change = null) => world.OpenAsync(
            settings => (change?.Invoke(settings) ?? settings) with { Version = version, CallLimit = TimeSpan.FromSeconds(3), Authenticate = LoginAsync }, server.Address);

        public async ValueTask DisposeAsync()
        {
            await world.DisposeAsync();
            await server.DisposeAsync();
        }

        private async Task<FeathersLogin> LoginAsync(IFeathers connection, FeathersLoginCause cause, CancellationToken cancellationToken)
        {
            world.Logins.Enqueue(cause);
            world.BeforeLogin(cause);
            FeathersValue login = FeathersValue.Of(Token(), static (writer, token) =>
            {
                writer.WriteStartObject();
                writer.WriteString("strategy", "jwt");
                writer.WriteString("accessToken", token);
                writer.WriteEndObject();
            });
            JsonElement answer = await connection.CreateAsync("security/session", login, query: null, SocketJson.Default.JsonElement, cancellationToken);
            Assert.Equal(JsonValueKind.String, answer.GetProperty("accessToken").ValueKind);
            return new FeathersLogin(Ends());
        }
    }
}
