using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Providers;

/// <summary>A proof key for one code exchange (RFC 7636): the challenge goes into the authorization request, the verifier with the code. Immutable.</summary>
public sealed class Pkce
{
    /// <summary>The only method that is used: <c>S256</c> (RFC 7636 section 4.2).</summary>
    public const string Method = "S256";

    private const int VerifierBytes = 32;

    internal Pkce(Secret verifier)
    {
        Verifier = verifier;
        Challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier.Reveal())));
    }

    /// <summary>The <c>code_verifier</c>: 256 random bits as 43 characters.</summary>
    public Secret Verifier { get; }

    /// <summary>The <c>code_challenge</c>: the SHA-256 of the verifier, base64url.</summary>
    public string Challenge { get; }

    /// <summary>A new pair; one sign-in uses it once.</summary>
    /// <returns>The pair.</returns>
    public static Pkce Create() => new(NewSecret());

    /// <summary>256 random bits in base64url, for verifiers and states alike.</summary>
    internal static Secret NewSecret() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(VerifierBytes)));
}
