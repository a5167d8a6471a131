using System.Security.Cryptography;

namespace GameAuth.Xbox.Tests.Signing;

/// <summary>Bytes are counted, never time: they are the same on every machine.</summary>
public sealed class SignerAllocationTests
{
    private const int Signatures = 200;
    private static readonly DateTimeOffset s_at = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly byte[] s_body = new byte[9000];

    [Fact]
    public void Signing_allocates_no_more_than_the_bare_key_call()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        XboxRequestSigner signer = new(XboxSignaturePolicy.Default);
        XboxSigningInput input = Input();
        byte[] preImage = new byte[XboxSignaturePreImage.GetLength(XboxSignaturePolicy.Default, input)];
        XboxSignaturePreImage.TryWrite(XboxSignaturePolicy.Default, s_at, input, preImage, out _);

        long bare = LeastAllocated(() => SignBare(key, preImage));
        long ours = LeastAllocated(() => SignOurs(signer, key));

        Assert.Equal(0, ours - bare);
    }

    private static void SignBare(ECDsa key, byte[] preImage)
    {
        Span<byte> signature = stackalloc byte[64];
        key.TrySignData(preImage, signature, HashAlgorithmName.SHA256, out _);
    }

    private static void SignOurs(XboxRequestSigner signer, ECDsa key)
    {
        Span<char> header = stackalloc char[XboxRequestSigner.HeaderLength];
        signer.TrySign(key, s_at, Input(), header, out _);
    }

    private static XboxSigningInput Input() =>
        new() { Method = "POST", PathAndQuery = "/xsts/authorize", Authorization = "XBL3.0 x=1;made-up", Body = s_body };

    // The least of several rounds, since a collection between two of them may empty the array pool.
    private static long LeastAllocated(Action sign)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Signatures; i++)
            {
                sign();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
