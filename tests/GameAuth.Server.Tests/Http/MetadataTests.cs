using System.Net;
using System.Text;
using System.Text.Json;
using GameAuth.Jose;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Http;

public sealed class MetadataTests
{
    [Fact]
    public async Task The_metadata_have_the_issuer_and_the_address_of_the_keys_alone()
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => options.PublicBaseUrls = [new Uri("https://api.example.test"), new Uri("https://other.example.test")]);
        Answer answer = await node.Connect().GetAsync("/.well-known/oauth-authorization-server");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal(
            ["issuer=https://auth.example.test", "jwks_uri=https://api.example.test/.well-known/jwks.json"],
            answer.Json.EnumerateObject().Select(static one => $"{one.Name}={one.Value.GetString()}"));
    }

    [Fact]
    public async Task The_published_keys_are_public_and_verify_the_tokens()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer keys = await client.GetAsync("/.well-known/jwks.json");
        Assert.Equal(HttpStatusCode.OK, keys.Status);
        Assert.Equal("public, max-age=300", keys.Header("Cache-Control"));
        foreach (JsonElement key in keys.Json.GetProperty("keys").EnumerateArray())
        {
            Assert.Equal(["alg", "e", "kid", "kty", "n", "use"], key.EnumerateObject().Select(static one => one.Name).Order());
        }

        Assert.True(JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes(keys.Text), out JsonWebKeySet? set, out _));
        string token = (await client.ExchangeAsync()).AccessToken;
        byte[] ascii = Encoding.ASCII.GetBytes(token);
        Assert.Equal(JwsError.None, CompactJws.TryRead(ascii, new byte[ascii.Length], out CompactJws jws));
        Assert.True(set.TryGetKey(jws.KeyId, out JsonWebKey? own));
        Assert.Equal(JwsError.None, jws.Verify(own));
        Assert.Equal(keys.Text, Encoding.UTF8.GetString(node.Services.GetRequiredService<SigningKeys>().PublicKeySet.Span));
    }
}
