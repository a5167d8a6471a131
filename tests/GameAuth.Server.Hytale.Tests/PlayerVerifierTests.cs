using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using GameAuth.Emulator;
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
    private readonly X509Certificate2 _certificate = NewCertificate("player");
    private X509Certificate2? _shown;
    private GameAuthEmulator _hytale = null!;
    private WebApplication _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _hytale = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "hytale" }, TimeProvider = _clock });
        _shown = _certificate;
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddGameAuthServer().UseMemorySessions().AddProfile("players", static profile => profile.Delivery = RefreshTokenDelivery.Body)
            .AddHytalePlayers(options => (options.Audience, options.FindCertificate) = (Audience, _ => _shown), "players");
        _server = builder.Build();
        _server.UseRouting();
        _server.UseCors();
        _server.MapGameAuth();
        await _server.StartAsync();
        _client = new HttpClient(_server.GetTestServer().CreateHandler()) { BaseAddress = new Uri("https://gateway.example.test") };
    }

    [Fact]
    public async Task A_token_for_this_server_and_this_certificate_lets_its_player_in_once()
    {
        string token = Token();
        (int status, JsonNode answer) = await ExchangeAsync(token);
        Assert.True(status == 200, answer.ToJsonString());
        Assert.NotNull(answer["access_token"]);
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
        WebApplicationBuilder builder = NewBuilder();
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

    private WebApplicationBuilder NewBuilder()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(_hytale.Configuration);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["GameAuth:ApplicationName"] = "hytale-players", ["GameAuth:Server:Issuer"] = "https://gateway.example.test" });
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddRouting();
        builder.Services.AddGameAuth().UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)(3 * i))]).AddHytale();
        return builder;
    }

    private string Token(string audience = Audience, X509Certificate2? certificate = null, bool bound = true, TimeSpan? expiresIn = null, HytaleSignature signature = HytaleSignature.Genuine)
    {
        JsonObject claims = new() { ["aud"] = audience, ["jti"] = NewNonce() };
        claims["cnf"] = bound ? new JsonObject { ["x5t#S256"] = System.Buffers.Text.Base64Url.EncodeToString((certificate ?? _certificate).GetCertHash(HashAlgorithmName.SHA256)) } : null;
        return _hytale.Hytale.IssueToken(new HytaleTokenRequest { Kind = HytaleTokenKind.ServerAccess, Claims = claims, ExpiresIn = expiresIn, Signature = signature });
    }

    private async Task<(int Status, JsonNode Answer)> ExchangeAsync(string token)
    {
        using HttpResponseMessage answer = await _client.PostAsJsonAsync("/api/auth/hytale-player/exchange", new { server_access_token = token, client_nonce = NewNonce() });
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
