using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>
/// The authorization codes given out so far (RFC 6749 section 4.1): each for one client, one redirect address and one code challenge, and
/// good once. Not thread safe: the emulator serializes access.
/// </summary>
/// <param name="reuseEndsFamily">Whether a code that comes twice ends what it brought forth (RFC 6749 section 4.1.2).</param>
internal sealed class AuthorizationCodes<TOwner>(bool reuseEndsFamily = true)
{
    private readonly TokenRegistry<AuthorizationCode<TOwner>> _codes = new();

    public void Issue(Exchange exchange, AuthorizationCode<TOwner> code) => _codes.Issue(exchange, code);

    /// <summary>Adds a code that no request asked for.</summary>
    public void Add(AuthorizationCode<TOwner> code) => _codes.Add(code);

    /// <summary>The code of a token request (RFC 6749 section 4.1.3), or why it is refused.</summary>
    public (AuthorizationCode<TOwner>? Code, string? Refusal) Find(Exchange exchange, string value, string clientId, string redirectUri, string? verifier)
    {
        if (_codes.Present(exchange, value, _ => true) is not { } code) { return (null, "unknown code"); }
        return RefusalOf(exchange, code, clientId, redirectUri, verifier) is { } why ? (null, why) : (code, null);
    }

    private string? RefusalOf(Exchange exchange, AuthorizationCode<TOwner> code, string clientId, string redirectUri, string? verifier)
    {
        if (code.Family.ClientId != clientId) { return "another client id"; }
        if (code.RedirectUri != redirectUri) { return "another redirect_uri than in the authorization request"; }
        if (code.IsRedeemed)
        {
            code.Family.IsRevoked |= reuseEndsFamily;
            return reuseEndsFamily ? "the code was used before: the family is revoked" : "the code was used before";
        }

        return code.IsExpired(exchange.Now) ? "expired" : CodeChallenge.ProblemOf(verifier, code.Challenge);
    }
}

internal sealed class AuthorizationCode<TOwner>(string kindName) : IssuedToken
{
    public required TokenFamily<TOwner> Family { get; init; }

    /// <summary>As the authorization request wrote it: the token request must repeat it character by character.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>Null when the authorization request had none.</summary>
    public required string? Challenge { get; init; }

    public bool IsRedeemed { get; set; }

    public override string KindName => kindName;
}

/// <summary>PKCE with S256 (RFC 7636): the challenge is the SHA-256 of the verifier, in base64url without padding.</summary>
internal static class CodeChallenge
{
    public static bool IsWellFormed(string? challenge) =>
        challenge is { Length: 43 } && challenge.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_');

    /// <summary>Null when the verifier answers the challenge. A verifier that nobody asked for is a downgrade too (RFC 9700 section 2.1.1).</summary>
    public static string? ProblemOf(string? verifier, string? challenge) => (verifier, challenge) switch
    {
        (null, null) => null,
        (_, null) => "a code_verifier, but the authorization request had no code_challenge",
        (null, _) => "no code_verifier, but the authorization request had a code_challenge",
        _ => Answers(verifier, challenge) ? null : "the code_verifier does not answer the code_challenge",
    };

    /// <summary>A verifier is 43 to 128 unreserved characters (section 4.1); anything else answers no challenge.</summary>
    private static bool Answers(string verifier, string challenge) =>
        verifier.Length is >= 43 and <= 128
        && verifier.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '.' or '_' or '~')
        && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == challenge;
}
