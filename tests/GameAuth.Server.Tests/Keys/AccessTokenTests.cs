using System.Net;
using System.Text.Json;
using GameAuth.Jose;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Keys;

public sealed class AccessTokenTests
{
    [Fact]
    public async Task It_has_what_RFC_9068_demands()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => server.AddProfile("default", static profile =>
            (profile.ClientId, profile.Audiences) = ("web-client", ["https://api.example.test"])));
        JsonElement claims = Jwt.Claims((await node.Connect().ExchangeAsync()).AccessToken);

        // RFC 9068 sections 2.1 and 2.2.
        foreach (string name in (string[])["iss", "exp", "aud", "sub", "client_id", "iat", "jti"])
        {
            Assert.True(claims.TryGetProperty(name, out _), name);
        }

        Assert.Equal("web-client", claims.Text("client_id"));
        Assert.Equal("https://api.example.test", Assert.Single(claims.GetProperty("aud").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task The_client_is_that_of_the_verifier_then_that_of_the_profile_then_the_profiles_name()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Assert.Equal("default", Jwt.Claims((await client.ExchangeAsync()).AccessToken).Text("client_id"));
        Assert.Equal("native", Jwt.Claims((await client.ExchangeAsync(provider: "native")).AccessToken).Text("client_id"));
        node.World.Toy.Change = static identity => identity with { ClientId = "123456789" };
        Answer answer = await client.ExchangeAsync();
        Assert.Equal("123456789", Jwt.Claims(answer.AccessToken).Text("client_id"));
        Assert.Equal("123456789", Jwt.Claims((await client.RefreshAsync(answer.CookieToken)).AccessToken).Text("client_id"));
    }

    [Fact]
    public async Task A_refresh_keeps_the_claims_of_the_verifier_the_session_and_counts_the_generation()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer first = await client.ExchangeAsync();
        JsonElement before = Jwt.Claims(first.AccessToken);
        JsonElement after = Jwt.Claims((await client.RefreshAsync(first.CookieToken)).AccessToken);
        foreach (string name in (string[])["sub", "sid", "discord_id", "client_id", "account_hash", "iss"])
        {
            Assert.Equal(before.Text(name), after.Text(name));
        }

        Assert.Equal((0, 1), (before.GetProperty("gen").GetInt32(), after.GetProperty("gen").GetInt32()));
    }

    [Fact]
    public async Task A_provider_account_is_not_shown_and_is_the_same_on_each_node_and_for_no_other_player()
    {
        ServerWorld world = new();
        await using ServerNode one = await ServerNode.StartAsync(world);
        await using ServerNode two = await ServerNode.StartAsync(world);
        string ada = Jwt.Claims((await one.Connect().ExchangeAsync("ada")).AccessToken).Text("account_hash");
        Assert.Equal(ada, Jwt.Claims((await two.Connect().ExchangeAsync("ada")).AccessToken).Text("account_hash"));
        Assert.NotEqual(ada, Jwt.Claims((await one.Connect().ExchangeAsync("bob")).AccessToken).Text("account_hash"));
        Assert.NotEqual(ada, Jwt.Claims((await one.Connect().ExchangeAsync("ada", "native")).AccessToken).Text("account_hash"));
    }

    [Fact]
    public async Task Sessions_of_a_profile_that_was_taken_away_go_on_as_the_default_one()
    {
        ServerWorld world = new();
        string token;
        await using (ServerNode before = await ServerNode.StartAsync(world, server: server => server.AddProfile("old").AddProvider("past", _ => world.Toy, "old")))
        {
            token = (await before.Connect().ExchangeAsync(provider: "past")).CookieToken;
        }

        await using ServerNode node = await ServerNode.StartAsync(world);
        Answer refreshed = await node.Connect().RefreshAsync(token);
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Assert.Equal(HttpStatusCode.OK, (await node.Connect().GetAsync("/api/me", refreshed.AccessToken)).Status);
    }

    [Fact]
    public void An_id_tells_when_its_session_began_and_another_text_tells_nothing()
    {
        Assert.Null(AccessTokenIssuer.SignedInAtOf("x"u8));
        Assert.Null(AccessTokenIssuer.SignedInAtOf("!!!!!!!!!!!!!!!!!!!!!!!!"u8));
        Assert.Equal(DateTimeOffset.UnixEpoch, AccessTokenIssuer.SignedInAtOf("AAAAAAAAAAAAAAAAAAAAAAAA"u8));
        Assert.InRange(AccessTokenIssuer.SignedInAtOf("________AAAAAAAAAAAAAAAA"u8)!.Value.Year, 4200, 4300);
    }

    [Fact]
    public async Task Keys_of_another_algorithm_sign_after_their_notice()
    {
        ServerWorld world = new();
        await using (ServerNode before = await ServerNode.StartAsync(world))
        {
        }

        await using ServerNode node = await ServerNode.StartAsync(world, keys: new EcdsaKeys());
        ServerClient client = node.Connect();
        Answer old = await client.ExchangeAsync();
        Assert.Equal("RS256", Jwt.Header(old.AccessToken).Text("alg"));
        await node.AdvanceAsync(TimeSpan.FromDays(14));
        Answer signedIn = await client.ExchangeAsync();
        Assert.Equal("ES256", Jwt.Header(signedIn.AccessToken).Text("alg"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", signedIn.AccessToken)).Status);
    }

    [Fact]
    public async Task A_key_that_no_factory_opens_is_replaced_at_once_and_its_tokens_stay_good()
    {
        ServerWorld world = new();
        Answer old;
        await using (ServerNode before = await ServerNode.StartAsync(world, keys: new EcdsaKeys()))
        {
            old = await before.Connect().ExchangeAsync();
        }

        await using ServerNode node = await ServerNode.StartAsync(world);
        ServerClient client = node.Connect();
        Assert.Equal("RS256", Jwt.Header((await client.ExchangeAsync()).AccessToken).Text("alg"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", old.AccessToken)).Status);
        Assert.Contains("can not be opened here", world.Logs.Text, StringComparison.Ordinal);
    }

    private sealed class EcdsaKeys : IJwsKeyFactory
    {
        public JwsAlgorithm Algorithm => JwsAlgorithm.Es256;

        public byte[] Create()
        {
            using System.Security.Cryptography.ECDsa key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
            return key.ExportPkcs8PrivateKey();
        }

        public IJwsSigner Open(ReadOnlySpan<byte> privateKey, string keyId)
        {
            System.Security.Cryptography.ECDsa key = System.Security.Cryptography.ECDsa.Create();
            key.ImportPkcs8PrivateKey(privateKey, out _);
            return new EcdsaJwsSigner(key, keyId);
        }
    }
}
