using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Xbox.Tests.Signing;

/// <summary>A signed request that others published: a vector shared by two client libraries (G1), and a captured device request (G2).</summary>
public sealed record PublishedVector(string Name)
{
    public required long FileTime { get; init; }

    public required string Method { get; init; }

    public required string PathAndQuery { get; init; }

    public required string Authorization { get; init; }

    public required string Body { get; init; }

    public required string Hash { get; init; }

    public required string Header { get; init; }

    public required string X { get; init; }

    public required string Y { get; init; }

    public string? PreImage { get; init; }

    public static PublishedVector G1 { get; } = new("G1")
    {
        FileTime = 132314735650000000,
        Method = "POST",
        PathAndQuery = "/path?query=1",
        Authorization = "XBL3.0 x=userid;jsonwebtoken",
        Body = "thebodygoeshere",
        PreImage = "000000010001d6138d10f7cc8000504f5354002f706174683f71756572793d310058424c332e3020783d7573657269643b6a736f6e776562746f6b656e00746865626f6479676f65736865726500",
        Hash = "f7d61b6f8d4dcd86da1aa8553f0ee7c15450811e7cd2759364e22f67d853ff50",
        Header = "AAAAAQHWE40Q98yAFe3R7GuZfvGA350cH7hWgg4HIHjaD9lGYiwxki6bNyGnB8dMEIfEmBiuNuGUfWjY5lL2h44X/VMGOkPIezVb7Q==",
        X = "OKyCQ9qH5U4lZcS0c5_LxIyKvOpKe0l3x4Eg5OgDbzc",
        Y = "syjS0YE9vH3eBat61P9TkCpseo0qtL0weQKP-PJtIho",
    };

    public static PublishedVector G2 { get; } = new("G2")
    {
        FileTime = 133105881979305096,
        Method = "POST",
        PathAndQuery = "/device/authenticate",
        Authorization = "",
        Body = """{"RelyingParty":"http://auth.xboxlive.com","TokenType":"JWT","Properties":{"AuthMethod":"ProofOfPossession","Id":"{e51d4344-196a-4550-9e27-f6c5006a9949}","DeviceType":"Android","Version":"8.0.0","ProofKey":{"kty":"EC","alg":"ES256","crv":"P-256","x":"GJS1AAhiPYw0ZSQJDCF8kcZkKAc2tRWXAN6Yw-o_hMQ","y":"UAQJHUc_yVIhUQgIvoED3kt0JDz_G8jgXys_XR2s-Xc","use":"sig"}}}""",
        Hash = "d0b1349539ea23e92c25cecd93d7adc0e99dd32dbaee53ea9bdbe6d496d7032b",
        Header = "AAAAAQHY4xgs5DyIujFG5E5MZ4D1xjd9Up+H4AKLoyBHd95MAUZcabUN//Y/gijed4vvKtlfp4Cd4dJzVhpK0m+sYZcYRqQjBEKAZw==",
        X = "GJS1AAhiPYw0ZSQJDCF8kcZkKAc2tRWXAN6Yw-o_hMQ",
        Y = "UAQJHUc_yVIhUQgIvoED3kt0JDz_G8jgXys_XR2s-Xc",
    };

    public static TheoryData<string> Names { get; } = new("G1", "G2");

    public DateTimeOffset At => DateTimeOffset.FromFileTime(FileTime);

    public static PublishedVector Find(string name) => name == G1.Name ? G1 : G2;

    public byte[] WritePreImage()
    {
        byte[] body = Encoding.UTF8.GetBytes(Body);
        XboxSigningInput input = new() { Method = Method, PathAndQuery = PathAndQuery, Authorization = Authorization, Body = body };
        byte[] preImage = new byte[XboxSignaturePreImage.GetLength(XboxSignaturePolicy.Default, input)];
        Assert.True(XboxSignaturePreImage.TryWrite(XboxSignaturePolicy.Default, At, input, preImage, out int written));
        Assert.Equal(preImage.Length, written);
        return preImage;
    }

    public ECDsa PublicKey() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = System.Buffers.Text.Base64Url.DecodeFromChars(X), Y = System.Buffers.Text.Base64Url.DecodeFromChars(Y) },
    });
}
