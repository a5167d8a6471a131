using GameAuth.Server.Tests.World;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GameAuth.Server.Tests.Keys;

/// <summary>Microsoft's own validator, which knows nothing of this package, takes the tokens by the published keys.</summary>
public sealed class JudgeTests
{
    [Fact]
    public async Task JsonWebTokenHandler_takes_a_token_by_the_published_keys_and_refuses_what_we_refuse()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string keys = (await client.GetAsync("/.well-known/jwks.json")).Text;
        string issuer = (await client.GetAsync("/.well-known/oauth-authorization-server")).Json.GetProperty("issuer").GetString()!;
        string token = (await client.ExchangeAsync("ada")).AccessToken;
        TokenValidationResult taken = await ValidateAsync(node, token, keys, issuer, "api");
        Assert.True(taken.IsValid, taken.Exception?.Message);
        Assert.Equal("toy:ada", taken.ClaimsIdentity.FindFirst("sub")!.Value);
        Assert.False((await ValidateAsync(node, token, keys, issuer, "other")).IsValid);
        Assert.False((await ValidateAsync(node, token, keys, issuer + "/", "api")).IsValid);
        Assert.False((await ValidateAsync(node, token[..^8] + "AAAAAAAA", keys, issuer, "api")).IsValid);
        await node.AdvanceAsync(TimeSpan.FromMinutes(17));
        Assert.False((await ValidateAsync(node, token, keys, issuer, "api")).IsValid);
    }

    private static Task<TokenValidationResult> ValidateAsync(ServerNode node, string token, string keys, string issuer, string audience) =>
        new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = audience,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            IssuerSigningKeys = new JsonWebKeySet(keys).GetSigningKeys(),
            LifetimeValidator = (_, expires, _, _) => expires is { } end && end > node.World.Clock.GetUtcNow().UtcDateTime - TimeSpan.FromSeconds(60),
        });
}
