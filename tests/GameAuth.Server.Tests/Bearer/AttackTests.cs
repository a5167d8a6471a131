using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Jose;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Bearer;

/// <summary>The known attacks on JSON Web Tokens, on our bearer: each is answered with <c>token_invalid</c>, and the unchanged token is still good.</summary>
public sealed class AttackTests(AttackTests.Fixture fixture) : IClassFixture<AttackTests.Fixture>
{
    public static TheoryData<string> Headers => new()
    {
        """{"alg":"none","typ":"at+jwt"}""", """{"alg":"None","typ":"at+jwt","kid":"{kid}"}""", """{"alg":"NONE","typ":"at+jwt","kid":"{kid}"}""", """{"alg":"nOnE","typ":"at+jwt","kid":"{kid}"}""",
        """{"typ":"at+jwt","kid":"{kid}"}""", """{"alg":"","typ":"at+jwt","kid":"{kid}"}""", """{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}""", """{"alg":"RS384","typ":"at+jwt","kid":"{kid}"}""",
        """{"alg":"PS256","typ":"at+jwt","kid":"{kid}"}""", """{"alg":"ES256","typ":"at+jwt","kid":"{kid}"}""", """{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}"}""",
        """{"alg":"rs256","typ":"at+jwt","kid":"{kid}"}""", """{"alg":["RS256"],"typ":"at+jwt","kid":"{kid}"}""", """{"alg":"RS256","alg":"none","typ":"at+jwt","kid":"{kid}"}""",
        """{"alg":"RS256","typ":"at+jwt","kid":"../../../../dev/null"}""", """{"alg":"RS256","typ":"at+jwt","kid":"/dev/null"}""", """{"alg":"RS256","typ":"at+jwt","kid":""}""",
        """{"alg":"RS256","typ":"at+jwt","kid":"x' UNION SELECT 'key"}""", """{"alg":"RS256","typ":"at+jwt","kid":"|whoami"}""", """{"alg":"RS256","typ":"at+jwt","kid":null}""",
        """{"alg":"RS256","typ":"at+jwt","kid":1}""", """{"alg":"RS256","typ":"at+jwt"}""", """{"alg":"RS256","typ":"at+jwt","kid":"{kid} "}""",
        """{"alg":"RS256","typ":"at+jwt","kid":"{kid}","jku":"https://evil.example.test/jwks.json"}""", """{"alg":"RS256","typ":"at+jwt","kid":"{kid}","x5u":"https://evil.example.test/c"}""",
        """{"alg":"RS256","typ":"at+jwt","kid":"{kid}","x5c":["AAAA"]}""", """{"alg":"RS256","typ":"at+jwt","kid":"{kid}","crit":["exp"]}""", """{"alg":"RS256","typ":"at+jwt","kid":"{kid}","b64":false,"crit":["b64"]}""",
        """{"alg":"RS256","typ":"JWT","kid":"{kid}"}""", """{"alg":"RS256","typ":"dpop+jwt","kid":"{kid}"}""", """{"alg":"RS256","typ":"id_token","kid":"{kid}"}""", """{"alg":"RS256","kid":"{kid}"}""",
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Another_header_is_refused_whatever_its_signature(string header)
    {
        string[] parts = fixture.Good.Split('.');
        string changed = Encode(header.Replace("{kid}", fixture.KeyId, StringComparison.Ordinal));
        string[] signatures = ["", parts[2], Base64Url.EncodeToString(new byte[256]), Hmac(changed, parts[1], fixture.PublicPem), Hmac(changed, parts[1], fixture.PublicJwk), Hmac(changed, parts[1], ""), Hmac(changed, parts[1], "secret")];
        foreach (string signature in signatures)
        {
            await RefusedAsync($"{changed}.{parts[1]}.{signature}");
        }
    }

    [Fact]
    public async Task A_key_in_the_header_is_refused()
    {
        using RSA own = RSA.Create(2048);
        JsonNode key = JsonNode.Parse(Jwk(JsonWebKey.FromRsa(own)))!;
        JsonObject header = new() { ["alg"] = "RS256", ["typ"] = "at+jwt", ["jwk"] = key, ["kid"] = fixture.KeyId };
        await RefusedAsync(Sign(own, header.ToJsonString(), fixture.Payload));
    }

    [Fact]
    public async Task A_strangers_key_of_our_id_is_refused()
    {
        using RSA own = RSA.Create(2048);
        await RefusedAsync(Sign(own, $$"""{"alg":"RS256","typ":"at+jwt","kid":"{{fixture.KeyId}}"}""", fixture.Payload));
    }

    [Fact]
    public async Task A_changed_payload_is_refused()
    {
        string[] parts = fixture.Good.Split('.');
        foreach ((string from, string to) in ((string, string)[])[("toy:ada", "toy:eve"), ("api", "ap1"), ("\"gen\":0", "\"gen\":1")])
        {
            Assert.Contains(from, fixture.Payload, StringComparison.Ordinal);
            await RefusedAsync($"{parts[0]}.{Encode(fixture.Payload.Replace(from, to, StringComparison.Ordinal))}.{parts[2]}");
        }
    }

    // Signed with the server's own key: what the signature can't tell, the claims must.
    [Theory]
    [InlineData("iss", "\"https://other.example.test\"")]
    [InlineData("iss", "\"https://auth.example.test/\"")]
    [InlineData("iss", null)]
    [InlineData("aud", "\"other\"")]
    [InlineData("aud", "[]")]
    [InlineData("aud", "[\"realtime\"]")]
    [InlineData("aud", null)]
    [InlineData("sub", null)]
    [InlineData("sub", "\"\"")]
    [InlineData("sub", "1")]
    [InlineData("jti", null)]
    [InlineData("nonce", null)]
    [InlineData("sid", null)]
    [InlineData("sid", "\"short\"")]
    [InlineData("gen", null)]
    [InlineData("gen", "-1")]
    [InlineData("gen", "\"0\"")]
    [InlineData("gen", "99999999999")]
    [InlineData("client_id", null)]
    [InlineData("account_hash", null)]
    [InlineData("iat", null)]
    [InlineData("iat", "4102444800")]
    [InlineData("exp", null)]
    [InlineData("exp", "\"never\"")]
    [InlineData("exp", "-1")]
    [InlineData("nbf", "4102444800")]
    [InlineData("cnf", "{\"jkt\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I\"}")]
    [InlineData("cnf", "{\"x5t#S256\":\"abc\"}")]
    public async Task A_token_of_our_own_key_with_another_claim_is_refused(string name, string? value)
    {
        JsonObject claims = JsonNode.Parse(fixture.Payload)!.AsObject();
        claims.Remove(name);
        if (value is not null)
        {
            claims[name] = JsonNode.Parse(value);
        }

        await RefusedAsync(fixture.SignAsServer(claims.ToJsonString()));
    }

    [Fact]
    public async Task A_token_that_has_ended_is_expired_only_if_it_was_ours()
    {
        JsonObject claims = JsonNode.Parse(fixture.Payload)!.AsObject();
        long now = fixture.Node.World.Clock.GetUtcNow().ToUnixTimeSeconds();
        (claims["iat"], claims["exp"]) = (now - 1000, now - 61);
        string ended = fixture.SignAsServer(claims.ToJsonString());
        Assert.Equal((HttpStatusCode.Unauthorized, "token_expired"), await fixture.Client.GetAsync("/api/me", ended).StatusAndError());
        await RefusedAsync(ended[..^8] + "AAAAAAAA");
    }

    [Fact]
    public async Task What_is_no_token_is_refused()
    {
        string[] parts = fixture.Good.Split('.');
        string[] texts =
        [
            "x", ".", "..", "...", "a.b.c", parts[0], $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.", $".{parts[1]}.{parts[2]}", $"{fixture.Good}.", $"{fixture.Good}=", $"{fixture.Good}A", $"{fixture.Good}.x",
            $"{parts[0]}.{parts[1]}.{parts[2]}, {fixture.Good}", new string('a', 9000), $"{parts[0]}.{new string('A', 8000)}.{parts[2]}", fixture.Good.ToUpperInvariant(), "null", "undefined", fixture.Refresh, "\u00e9",
        ];
        foreach (string text in texts)
        {
            await RefusedAsync(text);
        }
    }

    [Theory]
    [InlineData("bearer {0}", true)]
    [InlineData("BEARER  {0}", true)]
    [InlineData("Bearer {0}, Bearer {0}", false)]
    [InlineData("Bearer{0}", false)]
    [InlineData("Basic {0}", false)]
    [InlineData("DPoP {0}", false)]
    [InlineData("Token {0}", false)]
    [InlineData("{0}", false)]
    public async Task Only_the_scheme_Bearer_is_one(string header, bool isRight) => Assert.Equal(
        isRight ? HttpStatusCode.OK : HttpStatusCode.Unauthorized,
        (await fixture.Client.GetAsync("/api/me", ("Authorization", string.Format(System.Globalization.CultureInfo.InvariantCulture, header, fixture.Good)))).Status);

    [Fact]
    public async Task Two_headers_of_authorization_are_refused() => Assert.Equal(
        (HttpStatusCode.Unauthorized, "token_invalid"),
        await fixture.Client.GetAsync("/api/me", ("Authorization", $"Bearer {fixture.Good}"), ("Authorization", $"Bearer {fixture.Good}x")).StatusAndError());

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static string Hmac(string header, string payload, string key) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes($"{header}.{payload}")));

    private static string Sign(RSA key, string header, string payload)
    {
        string input = $"{Encode(header)}.{Encode(payload)}";
        return $"{input}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Jwk(JsonWebKey key)
    {
        System.Buffers.ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            key.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private async Task RefusedAsync(string token)
    {
        Answer answer = await fixture.Client.GetAsync("/api/me", token);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), (answer.Status, answer.Error));
        Assert.StartsWith("Bearer error=\"invalid_token\"", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Equal("toy:ada", (await fixture.Client.GetAsync("/api/me", fixture.Good)).Text);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private RSA _key = null!;

        public ServerNode Node { get; private set; } = null!;

        public ServerClient Client { get; private set; } = null!;

        public string Good { get; private set; } = null!;

        public string Refresh { get; private set; } = null!;

        public string KeyId => Jwt.Header(Good).Text("kid");

        public string Payload => Jwt.Claims(Good).GetRawText();

        public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

        public string PublicJwk => Jwk(JsonWebKey.FromRsa(_key));

        public async Task InitializeAsync()
        {
            Node = await ServerNode.StartAsync();
            Client = Node.Connect();
            Answer signedIn = await Client.ExchangeAsync("ada");
            (Good, Refresh) = (signedIn.AccessToken, signedIn.CookieToken);
            _key = RSA.Create();
            _key.ImportPkcs8PrivateKey(new ReadyKeys().Create(), out _);
        }

        public string SignAsServer(string payload) => Sign(_key, $$"""{"alg":"RS256","typ":"at+jwt","kid":"{{KeyId}}"}""", payload);

        public async Task DisposeAsync() => await Node.DisposeAsync();
    }
}
