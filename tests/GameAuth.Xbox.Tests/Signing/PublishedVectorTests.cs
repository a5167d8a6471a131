using System.Security.Cryptography;

namespace GameAuth.Xbox.Tests.Signing;

/// <summary>Signatures are verified and never compared: G1 was made with a nonce of another kind than .NET's, and both are valid.</summary>
public sealed class PublishedVectorTests
{
    [Fact]
    public void The_pre_image_is_the_published_one_byte_by_byte() =>
        Assert.Equal(PublishedVector.G1.PreImage, Convert.ToHexStringLower(PublishedVector.G1.WritePreImage()));

    [Theory]
    [MemberData(nameof(PublishedVector.Names), MemberType = typeof(PublishedVector))]
    public void The_hash_is_the_published_one(string name)
    {
        PublishedVector vector = PublishedVector.Find(name);

        Assert.Equal(vector.Hash, Convert.ToHexStringLower(SHA256.HashData(vector.WritePreImage())));
    }

    [Theory]
    [MemberData(nameof(PublishedVector.Names), MemberType = typeof(PublishedVector))]
    public void The_published_signature_is_good_over_our_pre_image(string name)
    {
        PublishedVector vector = PublishedVector.Find(name);
        using ECDsa key = vector.PublicKey();

        Assert.True(key.VerifyData(vector.WritePreImage(), Convert.FromBase64String(vector.Header).AsSpan(12), HashAlgorithmName.SHA256));
    }

    [Theory]
    [MemberData(nameof(PublishedVector.Names), MemberType = typeof(PublishedVector))]
    public void Our_header_begins_like_the_published_one(string name)
    {
        PublishedVector vector = PublishedVector.Find(name);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        XboxSigningInput input = new() { Method = vector.Method, PathAndQuery = vector.PathAndQuery };
        char[] header = new char[XboxRequestSigner.HeaderLength];

        Assert.True(new XboxRequestSigner(XboxSignaturePolicy.Default).TrySign(key, vector.At, input, header, out int written));

        Assert.Equal(vector.Header.Length, written);
        Assert.Equal(vector.Header[..16], new string(header, 0, 16));
    }
}
