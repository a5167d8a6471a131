using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using GameAuth.Server.Tests.World;
using GameAuth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>Players of Hytale are let in by an access token for this server alone, bound to the certificate of the connection, once.</summary>
public sealed class PlayerVerifierTests : IAsyncLifetime
{
    private const string Audience = "our-server";
    private readonly FakeClock _clock = new();
    private readonly MemorySessionStore _sessions;
    private readonly X509Certificate2 _certificate = NewCertificate("player");
    private X509Certificate2? _shown;
    private GameAuthEmulator _hytale = null!;
    private WebApplication _server = null!;
    private HttpClient _client = null!;

    public PlayerVerifierTests() => _sessions = new MemorySessionStore(_clock);

    public async Task InitializeAsync()
    {
        _hytale = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "hytale" }, TimeProvider = _clock });
        _shown = _certificate;
        _server = await StartServerAsync(3);
        _client = ClientOf(_server);
    }

    [Fact]
    public async Task A_token_for_this_server_and_this_certificate_lets_its_player_in_once()
    {
        string token = Token();
        (int status, JsonNode answer) = await ExchangeAsync(token);
        Assert.True(status == 200, answer.ToJsonString());
        JsonElement claims = Jwt.Claims((string)answer["access_token"]!);
        Assert.Equal(($"hytale-player:{GatewayWorld.Ranger}", GatewayWorld.Ranger, "EmuRanger"), (claims.Text("sub"), claims.Text("hytale_profile"), claims.Text("hytale_username")));
        (status, answer) = await ExchangeAsync(token);
        Assert.Equal((401, "invalid_identity"), (status, CodeOf(answer)));
        Assert.Contains("used before", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(200, (await ExchangeAsync(Token())).Status);
    }

    [Fact]
    public async Task A_token_of_another_kind_audience_or_certificate_or_without_one_is_refused()
    {
        string[] wrong =
        [
            _hytale.Hytale.IssueToken(new HytaleTokenRequest { Kind = HytaleTokenKind.Identity }), _hytale.Hytale.IssueToken(new HytaleTokenRequest { Kind = HytaleTokenKind.Session }),
            _hytale.Hytale.IssueToken(new HytaleTokenRequest { Kind = HytaleTokenKind.Identity, Claims = new JsonObject { ["aud"] = Audience } }),
            Token(audience: "another"), Token(certificate: NewCertificate("other")), Token(bound: false), Token(expiresIn: TimeSpan.FromMinutes(-10)), Token(signature: HytaleSignature.OtherKey), "x", "a.b.c",
        ];
        foreach (string token in wrong)
        {
            (int status, JsonNode answer) = await ExchangeAsync(token);
            Assert.Equal((401, "invalid_identity"), (status, CodeOf(answer)));
        }

        // Who sees a token and has another certificate, or none, does not use it up.
        string good = Token();
        _shown = NewCertificate("thief");
        Assert.Equal(401, (await ExchangeAsync(good)).Status);
        _shown = null;
        Assert.Equal(401, (await ExchangeAsync(good)).Status);
        _shown = _certificate;
        Assert.Equal(200, (await ExchangeAsync(good)).Status);
    }

    [Fact]
    public async Task A_token_that_was_used_is_refused_as_long_as_a_clock_that_is_behind_takes_it()
    {
        string token = Token(expiresIn: TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await ExchangeAsync(token)).Status);
        for (int i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            (int status, JsonNode answer) = await ExchangeAsync(token);
            Assert.Equal(401, status);
            Assert.Contains("used before", answer.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_is_taken_once_also_where_a_node_has_the_next_master_key_already()
    {
        await using WebApplication next = await StartServerAsync(9, 3);
        using HttpClient client = ClientOf(next);
        (string one, string two) = (Token(), Token());
        Assert.Equal(200, (await ExchangeAsync(one)).Status);
        Assert.Equal(401, (await ExchangeAsync(one, client)).Status);
        Assert.Equal(200, (await ExchangeAsync(two, client)).Status);
        Assert.Equal(401, (await ExchangeAsync(two)).Status);
    }

    [Fact]
    public async Task Keys_that_can_not_be_had_now_are_no_word_about_the_token()
    {
        string token = Token();
        _hytale.Faults.Add(new Fault { At = "hytale.jwks", Status = 503, Times = null });
        Task<(int Status, JsonNode Answer)> asked = ExchangeAsync(token);
        while (!asked.IsCompleted)
        {
            await Task.WhenAny(asked, Task.Delay(TimeSpan.FromMilliseconds(20)));
            _clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        (int status, JsonNode answer) = await asked;
        Assert.Equal((503, "temporarily_unavailable"), (status, CodeOf(answer)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"server_access_token\":1}")]
    [InlineData("{\"server_access_token\":\"\"}")]
    [InlineData("{\"access_token\":\"x\"}")]
    public async Task A_body_without_the_token_is_400(string body)
    {
        JsonObject sent = (JsonObject)JsonNode.Parse(body)!;
        sent["client_nonce"] = NewNonce();
        using HttpResponseMessage answer = await _client.PostAsJsonAsync("/api/auth/hytale-player/exchange", sent);
        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Without_an_audience_the_start_fails()
    {
        WebApplicationBuilder builder = NewBuilder(3);
        builder.Services.AddGameAuthServer().UseMemorySessions().AddHytalePlayers();
        await using WebApplication server = builder.Build();
        GameAuthConfigurationException failure = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => server.StartAsync());
        Assert.Contains("Audience", failure.Message, StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.StopAsync();
        await _server.DisposeAsync();
        await _hytale.DisposeAsync();
        _certificate.Dispose();
    }

    private static string? CodeOf(JsonNode answer) => (string?)(answer["code"] ?? answer["error"]);

    private static string NewNonce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static X509Certificate2 NewCertificate(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private static HttpClient ClientOf(WebApplication server) => new(server.GetTestServer().CreateHandler()) { BaseAddress = new Uri("https://gateway.example.test") };

    private async Task<WebApplication> StartServerAsync(params byte[] keys)
    {
        WebApplicationBuilder builder = NewBuilder(keys);
        builder.Services.AddGameAuthServer().UseMemorySessions(_sessions).AddProfile("players", static profile => profile.Delivery = RefreshTokenDelivery.Body)
            .AddHytalePlayers(options => (options.Audience, options.FindCertificate) = (Audience, _ => _shown), "players");
        WebApplication server = builder.Build();
        server.UseRouting();
        server.UseCors();
        server.MapGameAuth();
        await server.StartAsync();
        return server;
    }

    private WebApplicationBuilder NewBuilder(params byte[] keys)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(_hytale.Configuration);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["GameAuth:ApplicationName"] = "hytale-players", ["GameAuth:Server:Issuer"] = "https://gateway.example.test" });
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddRouting();
        GameAuthBuilder family = builder.Services.AddGameAuth().UseMemoryStore().AddHytale();
        foreach (byte key in keys)
        {
            family.UseKey([.. Enumerable.Range(1, 32).Select(i => (byte)(key * i))]);
        }

        return builder;
    }

    private string Token(string audience = Audience, X509Certificate2? certificate = null, bool bound = true, TimeSpan? expiresIn = null, HytaleSignature signature = HytaleSignature.Genuine)
    {
        JsonObject claims = new() { ["aud"] = audience, ["jti"] = NewNonce() };
        claims["cnf"] = bound ? new JsonObject { ["x5t#S256"] = System.Buffers.Text.Base64Url.EncodeToString((certificate ?? _certificate).GetCertHash(HashAlgorithmName.SHA256)) } : null;
        return _hytale.Hytale.IssueToken(new HytaleTokenRequest { Kind = HytaleTokenKind.ServerAccess, Claims = claims, ExpiresIn = expiresIn, Signature = signature });
    }

    private async Task<(int Status, JsonNode Answer)> ExchangeAsync(string token, HttpClient? client = null)
    {
        using HttpResponseMessage answer = await (client ?? _client).PostAsJsonAsync("/api/auth/hytale-player/exchange", new { server_access_token = token, client_nonce = NewNonce() });
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
