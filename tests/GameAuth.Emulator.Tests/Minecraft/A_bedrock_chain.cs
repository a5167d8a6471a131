using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Minecraft;

public sealed class A_bedrock_chain : EmulatorTest, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    private string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    public void Dispose() => _key.Dispose();

    protected override void Configure(EmulatorOptions options) => options.Xbox.RelyingParties.Add("https://multiplayer.minecraft.net");

    [Fact]
    public async Task Leads_from_the_root_key_over_another_to_the_clients()
    {
        WireJwt[] chain = await ChainAsync();

        string root = chain[0].Header["x5u"]!.GetValue<string>();
        string intermediate = chain[1].Header["x5u"]!.GetValue<string>();
        Assert.Equal(2, chain.Length);
        Assert.Equal(Emulator.Xbox.MinecraftRootKey, root);
        Assert.All(chain, jwt => Assert.Equal("ES384", jwt.Header["alg"]!.GetValue<string>()));
        Assert.True(chain[0].IsBy(root));
        Assert.Equal(intermediate, chain[0].Payload["identityPublicKey"]!.GetValue<string>());
        Assert.True(chain[1].IsBy(intermediate));
        Assert.Equal(PublicKey, chain[1].Payload["identityPublicKey"]!.GetValue<string>());
        Assert.Equal(3, new HashSet<string> { root, intermediate, PublicKey }.Count);
    }

    [Fact]
    public async Task Is_signed_by_nobody_else()
    {
        WireJwt[] chain = await ChainAsync();

        Assert.False(chain[0].IsBy(chain[1].Header["x5u"]!.GetValue<string>()));
        Assert.False(chain[1].IsBy(Emulator.Xbox.MinecraftRootKey));
    }

    [Fact]
    public async Task Says_who_the_player_is()
    {
        JsonObject payload = (await ChainAsync())[1].Payload;

        // The identity is the MD5 of "pocket-auth-1-xuid:2814600000000001" as a version 3 UUID, made by another tool.
        Assert.Equal(
            """{"XUID":"2814600000000001","identity":"f1eb452d-2705-3067-9bb4-0dddccd2945d","displayName":"EmuPlayer1","sandboxId":"RETAIL","titleId":"1900000001"}""",
            payload["extraData"]!.ToJsonString());
        Assert.Equal("Mojang", payload["iss"]!.GetValue<string>());
        Assert.Equal(System.Text.Json.JsonValueKind.Number, payload["randomNonce"]!.GetValueKind());
    }

    [Fact]
    public async Task Names_no_title_without_a_title_token()
    {
        WireJwt[] chain = await ChainAsync(withTitle: false);

        Assert.False(chain[1].Payload["extraData"]!.AsObject().ContainsKey("titleId"));
    }

    [Fact]
    public async Task Is_good_for_a_day_or_as_long_as_a_script_says()
    {
        WireJwt[] usual = await ChainAsync();
        Emulator.Xbox.Lifetimes.MinecraftChain = TimeSpan.FromMinutes(2);
        WireJwt[] brief = await ChainAsync();

        long now = Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.All(usual, jwt => Assert.Equal((now - 60, now + 86_400), (jwt.Payload["nbf"]!.GetValue<long>(), jwt.Payload["exp"]!.GetValue<long>())));
        Assert.All(brief, jwt => Assert.Equal(now + 120, jwt.Payload["exp"]!.GetValue<long>()));
        Assert.Equal(now, usual[1].Payload["iat"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("http://xboxlive.com")]
    [InlineData("rp://api.minecraftservices.com/")]
    [InlineData("https://multiplayer.minecraft.net")]
    public async Task Is_not_for_a_token_of_another_relying_party(string relyingParty)
    {
        WireAnswer answer = await Client.MultiplayerAsync(await Client.IdentityAsync(relyingParty), _key);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(relyingParty, Emulator.Log.Events[^1].Audience);
    }

    [Fact]
    public async Task Is_not_for_an_ended_token_or_none()
    {
        string identity = await Client.IdentityAsync(MinecraftFlow.Bedrock);
        Emulator.Xbox.ExpireNow(XboxTokenKind.Xsts);

        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.MultiplayerAsync(null, _key)).Status);
        WireAnswer answer = await Client.MultiplayerAsync(identity, _key);
        Assert.Equal("""{"path":"/multiplayer/bedrock/authentication","error":"UNAUTHORIZED"}""", answer.Text);
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("point")]
    [InlineData("pem")]
    [InlineData("number")]
    [InlineData("absent")]
    public async Task Is_for_a_p384_key_only(string kind)
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        JsonObject body = new()
        {
            ["identityPublicKey"] = kind switch
            {
                "P-256" => Convert.ToBase64String(other.ExportSubjectPublicKeyInfo()),
                "point" => PublicKey[..32] + new string('A', 128),
                "pem" => _key.ExportSubjectPublicKeyInfoPem(),
                "number" => 1,
                _ => null,
            },
        };

        WireAnswer answer = await Client.MultiplayerAsync(await Client.IdentityAsync(MinecraftFlow.Bedrock), body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("P-384", answer["errorMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task May_fail_as_a_script_says()
    {
        Emulator.Faults.Add(new Fault { At = "multiplayer", Status = 503 });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Client.MultiplayerAsync(await Client.IdentityAsync(MinecraftFlow.Bedrock), _key)).Status);
        Assert.Equal("multiplayer.authentication", Emulator.Log.Events[^1].Step);
    }

    private async Task<WireJwt[]> ChainAsync(bool withTitle = true)
    {
        WireAnswer answer = await Client.MultiplayerAsync(await Client.IdentityAsync(MinecraftFlow.Bedrock, withTitle: withTitle), _key);
        return [.. answer.Json["chain"]!.AsArray().Select(one => new WireJwt(one!.GetValue<string>()))];
    }
}
