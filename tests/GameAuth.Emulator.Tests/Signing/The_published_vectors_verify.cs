using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Tests.Wire;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Tests.Signing;

/// <summary>Two requests that other projects publish: one made with a test key, one captured from a phone.</summary>
public sealed class The_published_vectors_verify
{
    private const string X1 = "OKyCQ9qH5U4lZcS0c5_LxIyKvOpKe0l3x4Eg5OgDbzc";
    private const string Y1 = "syjS0YE9vH3eBat61P9TkCpseo0qtL0weQKP-PJtIho";

    private static readonly XboxSignedRequest First =
        new("POST", "/path?query=1", "XBL3.0 x=userid;jsonwebtoken", Encoding.ASCII.GetBytes("thebodygoeshere"));

    [Fact]
    public void The_pre_image_of_the_first_has_the_published_bytes_and_hash()
    {
        long fileTime = DateTimeOffset.FromUnixTimeSeconds(1586999965).ToFileTime();

        Assert.Equal(132314735650000000, fileTime);
        Assert.Equal(
            "000000010001d6138d10f7cc8000504f5354002f706174683f71756572793d310058424c332e3020783d7573657269643b6a736f6e776562746f6b656e00746865626f6479676f65736865726500",
            Convert.ToHexStringLower(First.PreImage(1, fileTime)));
        Assert.Equal("f7d61b6f8d4dcd86da1aa8553f0ee7c15450811e7cd2759364e22f67d853ff50", Convert.ToHexStringLower(SHA256.HashData(First.PreImage(1, fileTime))));
    }

    [Theory]
    [InlineData("AAAAAQHWE40Q98yAFe3R7GuZfvGA350cH7hWgg4HIHjaD9lGYiwxki6bNyGnB8dMEIfEmBiuNuGUfWjY5lL2h44X/VMGOkPIezVb7Q==")]
    [InlineData("AAAAAQHWE40Q98yA7m+8q9G9JwEg9aIyK7yadd3P1nUG10lTF/FcV+y87bUVOUJoihhLSTcJCg4UvOR/aDj46lb6Le82PrsSXHoMOw==")]
    public void The_first_verifies_whatever_its_nonce_came_from(string header)
    {
        SignatureFinding finding = Check(header, First);

        Assert.Equal(SignatureVerdict.Verified, finding.Verdict);
    }

    [Fact]
    public void The_first_does_not_verify_over_another_query()
    {
        SignatureFinding finding = Check(
            "AAAAAQHWE40Q98yAFe3R7GuZfvGA350cH7hWgg4HIHjaD9lGYiwxki6bNyGnB8dMEIfEmBiuNuGUfWjY5lL2h44X/VMGOkPIezVb7Q==",
            First with { Target = "/path?query=2" });

        Assert.Equal(SignatureVerdict.Bad, finding.Verdict);
    }

    [Fact]
    public async Task The_phones_request_gets_a_device_token()
    {
        const string body = """{"RelyingParty":"http://auth.xboxlive.com","TokenType":"JWT","Properties":{"AuthMethod":"ProofOfPossession","Id":"{e51d4344-196a-4550-9e27-f6c5006a9949}","DeviceType":"Android","Version":"8.0.0","ProofKey":{"kty":"EC","alg":"ES256","crv":"P-256","x":"GJS1AAhiPYw0ZSQJDCF8kcZkKAc2tRWXAN6Yw-o_hMQ","y":"UAQJHUc_yVIhUQgIvoED3kt0JDz_G8jgXys_XR2s-Xc","use":"sig"}}}""";
        const string signature = "AAAAAQHY4xgs5DyIujFG5E5MZ4D1xjd9Up+H4AKLoyBHd95MAUZcabUN//Y/gijed4vvKtlfp4Cd4dJzVhpK0m+sYZcYRqQjBEKAZw==";
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync();
        using WireClient client = new(emulator);

        WireAnswer answer = await client.PostBytesAsync("device.auth.xboxlive.com", "/device/authenticate", Encoding.ASCII.GetBytes(body), signature);

        Assert.Equal(200, (int)answer.Status);
        EmulatorEvent logged = emulator.Log.Events.Single();
        Assert.Equal(SignatureVerdict.Verified, logged.Signature);
        Assert.Equal(new DateTimeOffset(2022, 10, 18, 17, 36, 37, TimeSpan.Zero), Truncated(logged.Time - logged.SignatureAge!.Value));
    }

    private static SignatureFinding Check(string header, XboxSignedRequest request)
    {
        using JsonDocument jwk = JsonDocument.Parse($$"""{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","x":"{{X1}}","y":"{{Y1}}"}""");
        Assert.Null(XboxProofKey.TryParse(jwk.RootElement, out XboxProofKey? key));
        return XboxSignatureVerifier.Check(header, request, key, TimeSpan.FromSeconds(240), DateTimeOffset.FromUnixTimeSeconds(1586999965));
    }

    private static DateTimeOffset Truncated(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
