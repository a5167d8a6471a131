using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Signing;

public sealed class A_proof_key_is_checked : EmulatorTest
{
    [Theory]
    [InlineData("kty", "RSA")]
    [InlineData("crv", "P-384")]
    [InlineData("alg", "HS256")]
    [InlineData("use", "enc")]
    [InlineData("x", "AAAA")]
    [InlineData("x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("y", "not+base64url/not+base64url/not+base64url//")]
    public async Task Its_members_must_be_those_of_a_P256_signing_key(string member, string value)
    {
        JsonObject jwk = Client.Key.Jwk;
        jwk[member] = value;

        WireAnswer answer = await Client.PostAsync("device.auth.xboxlive.com", "/device/authenticate", XboxFlow.DeviceBody(jwk));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("ProofKey", answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_key_is_never_taken()
    {
        JsonObject jwk = Client.Key.Jwk;
        jwk["d"] = jwk["x"]!.DeepClone();

        WireAnswer answer = await Client.PostAsync("device.auth.xboxlive.com", "/device/authenticate", XboxFlow.DeviceBody(jwk));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("ProofKey holds the private key", Emulator.Log.Events.Single().Note);
    }
}
