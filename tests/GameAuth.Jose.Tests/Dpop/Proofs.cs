using System.Buffers.Text;
using System.Text;

namespace GameAuth.Jose.Tests.Dpop;

/// <summary>Proofs for tests, also such as no writer would make. What is not said otherwise is a good proof for <see cref="Request"/> at <see cref="Now"/>.</summary>
internal static class Proofs
{
    public const string Claims = """{"jti":"emu-1","htm":"POST","htu":"https://sessions.example.org/api/auth/refresh","iat":1900000000}""";

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);

    public static readonly DpopRequest Request = new("POST", new Uri("https://sessions.example.org/api/auth/refresh"));

    public static string Jwk { get; } = JwkOf(Make.Signer);

    public static string Header { get; } = HeaderWith(Jwk);

    public static string JwkOf(Oracles.TestSigner signer) => $$"""{"kty":"OKP","crv":"Ed25519","x":"{{Base64Url.EncodeToString(signer.PublicBytes)}}"}""";

    public static string HeaderWith(string jwk, string algorithm = "EdDSA") => $$"""{"typ":"dpop+jwt","alg":"{{algorithm}}","jwk":{{jwk}}}""";

    public static string Sign(string? header = null, string claims = Claims) => Encoding.ASCII.GetString(Make.Token(header ?? Header, claims));

    public static string SignWith(Func<byte[], byte[]> sign, string header, string claims = Claims)
    {
        string input = $"{Make.Encode(header)}.{Make.Encode(claims)}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public static JwsError Read(string proof, JwsLimits? limits = null)
    {
        JwsError error = DpopProof.TryRead(proof, out DpopProof? read, limits);
        Assert.Equal(error == JwsError.None, read is not null);
        return error;
    }

    public static DpopProof Good(string proof)
    {
        Assert.Equal(JwsError.None, DpopProof.TryRead(proof, out DpopProof? read));
        return read!;
    }

    /// <summary>Reads, then judges by the rules.</summary>
    public static JwsError Judge(string proof, DpopRequest? request = null, DpopRules? rules = null)
    {
        JwsError error = DpopProof.TryRead(proof, out DpopProof? read);
        return error == JwsError.None ? (rules ?? new DpopRules()).Check(read!, request ?? Request, Now) : error;
    }
}
