using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;
using GameAuth.Server;
using GameAuth.Server.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Interop.Server;

/// <summary>
/// A client whose proofs are npm dpop's signs in, refreshes and logs out; npm oauth4webapi and npm jose take its access tokens by what the server publishes, and refuse what is none. Everything
/// goes over loopback http.
/// </summary>
public sealed class Npm_judges_the_session_server
{
    private const string WrongClaim = """{"oauth4webapi":"refused: OAUTH_JWT_CLAIM_COMPARISON_FAILED","jose":"refused: ERR_JWT_CLAIM_VALIDATION_FAILED"}""";
    private const string WrongSignature = """{"oauth4webapi":"refused: OAUTH_INVALID_RESPONSE","jose":"refused: ERR_JWS_SIGNATURE_VERIFICATION_FAILED"}""";

    [PeerTheory]
    [InlineData("rs256", "RS256", "ES256", false)]
    [InlineData("rs256", "RS256", "RS256", true)]
    [InlineData("eddsa", "EdDSA", "ES256", true)]
    [InlineData("eddsa", "EdDSA", "Ed25519", false)]
    public async Task Whose_tokens_are_taken_and_whose_proofs_are_right(string keys, string algorithm, string proofAlgorithm, bool isBound)
    {
        await using WebApplication server = await SessionHost.StartAsync(
            new HostSettings { Keys = keys },
            services => services.Configure<GameAuthServerOptions>(options => options.BindAccessTokens = isBound));

        JsonObject result = await NodeRun.Async("session-server.mjs", new JsonObject
        {
            ["issuer"] = SessionHost.AddressOf(server).GetLeftPart(UriPartial.Authority),
            ["audience"] = "api",
            ["algorithm"] = algorithm,
            ["proofAlgorithm"] = proofAlgorithm,
            ["bound"] = isBound,
        });

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal((true, algorithm, isBound ? true : null), (result["kid"]!.GetValue<bool>(), result["algorithm"]!.GetValue<string>(), result["bound"]?.GetValue<bool>()));
        JsonObject judged = result["judged"]!.AsObject();
        Assert.Equal("""{"oauth4webapi":"native:ada","jose":"native:ada"}""", judged["good"]!.ToJsonString());
        Assert.Equal(WrongClaim, judged["other audience"]!.ToJsonString());
        Assert.Equal(WrongClaim, judged["other issuer"]!.ToJsonString());
        Assert.Equal(WrongSignature, judged["changed claims"]!.ToJsonString());
        Assert.Equal(WrongSignature, judged["changed signature"]!.ToJsonString());
        Assert.Equal(WrongSignature, judged["other key"]!.ToJsonString());
        Assert.Equal("""{"oauth4webapi":"refused: OAUTH_INVALID_RESPONSE","jose":"refused: ERR_JWS_INVALID"}""", judged["refresh token"]!.ToJsonString());
        Assert.Equal(isBound ? """{"oauth4webapi":"refused: operation indicated DPoP use but the request has no DPoP HTTP Header"}""" : null, judged["as a bearer token"]?.ToJsonString());
        Assert.Equal(isBound ? null : """{"oauth4webapi":"native:ada","jose":"native:ada"}""", result["renewed"]?.ToJsonString());
        Assert.Equal("""{"good":"200 native:ada","other key":"401 token_invalid"}""", result["own"]!.ToJsonString());
        Assert.Equal(
            [
                ("withoutNonce", "401 dpop_nonce_required"), ("signedIn", "200 ok"), ("proofAgain", "401 invalid_dpop_proof"), ("stolen", "401 refresh_invalid"), ("bare", "401 refresh_invalid"),
                ("elsewhere", "401 invalid_dpop_proof"), ("get", "401 invalid_dpop_proof"), ("madeUp", "401 dpop_nonce_required"), ("refreshed", "200 ok"), ("stolenLogout", "204 ok"), ("alive", "200 ok"),
                ("ended", "204 ok"), ("over", "401 refresh_invalid"),
            ],
            result["said"]!.AsObject().Select(static one => (one.Key, one.Value!.GetValue<string>())));
    }
}
