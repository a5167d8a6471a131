using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Jose;

/// <summary>Judges whether a proof is for a request and was made now (RFC 9449 section 4.3). Immutable and safe for use from any thread.</summary>
public sealed class DpopRules
{
    /// <summary>How old a proof may be by this clock, the difference of the clocks included. The default is 2 minutes.</summary>
    /// <remarks>A proof can be sent again until <see cref="DpopProof.IssuedAt"/> and this are over, so whoever takes each <see cref="DpopProof.Id"/> once remembers it until then.</remarks>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>By how much a proof may come before its time, since the sender's clock may be ahead. The default is 60 seconds.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether <c>iat</c> is looked at. The default is true.</summary>
    /// <remarks>
    /// A server whose nonces say when they were made judges a proof with a right nonce by rules where this is false: the nonce is then the time, and the sender's clock does not
    /// matter (RFC 9449 sections 4.3 and 11.1).
    /// </remarks>
    public bool CheckIssuedAt { get; init; } = true;

    /// <summary>Judges a proof at a time.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="request">The request that it came with.</param>
    /// <param name="now">The time.</param>
    /// <returns>The first rule that it breaks, or <see cref="JwsError.None"/>.</returns>
    public JwsError Check(DpopProof proof, DpopRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(request);
        JwsError error = request.Check(proof);
        return error != JwsError.None || !CheckIssuedAt ? error

            // Differences of two times, since their sums may leave the range.
            : proof.IssuedAt - now > ClockSkew ? JwsError.IssuedInFuture
            : now - proof.IssuedAt > MaxAge ? JwsError.TooOld
            : JwsError.None;
    }
}

/// <summary>A request as far as a proof speaks of it: its method, its URI, and the access token that it presents. Immutable and safe for use from any thread.</summary>
/// <remarks>Where an endpoint has one address, make it once.</remarks>
public sealed class DpopRequest
{
    private readonly string _method;
    private readonly IReadOnlyList<string> _uris;
    private readonly string? _accessTokenHash;

    /// <summary>A request without an access token, such as one to a token endpoint. A proof's <c>ath</c> is then not looked at.</summary>
    /// <param name="method">The HTTP method, such as <c>POST</c>; methods are case-sensitive (RFC 9110 section 9.1).</param>
    /// <param name="uris">
    /// The URIs by which clients know the address that was asked, one at least. Behind a proxy, a server does not see what its clients wrote: these are its configured public
    /// addresses, not the header <c>Host</c>. Query and fragment are not compared, and equivalent spellings are the same
    /// (RFC 3986 sections 6.2.2 and 6.2.3).
    /// </param>
    /// <exception cref="ArgumentException">The method is empty, there is no URI, or one is relative or not of http or https.</exception>
    public DpopRequest(string method, params IEnumerable<Uri> uris)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        _method = method;
        _uris = [.. uris.Select(NormalFormOf)];
        if (_uris.Count == 0)
        {
            throw new ArgumentException("A request has a URI.", nameof(uris));
        }
    }

    private DpopRequest(DpopRequest request, string accessTokenHash) =>
        (_method, _uris, _accessTokenHash) = (request._method, request._uris, accessTokenHash);

    /// <summary>The same request, with the access token that it presents: a proof must then have its hash (<c>ath</c>, RFC 9449 section 7.1).</summary>
    /// <param name="accessToken">The token, which is not kept.</param>
    /// <returns>A request of its own.</returns>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    public DpopRequest WithAccessToken(string accessToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(accessToken);
        return new DpopRequest(this, HashOf(accessToken));
    }

    /// <summary>The base64url of a token's SHA-256 (RFC 9449 section 4.2).</summary>
    internal static string HashOf(string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken)));

    private static string NormalFormOf(Uri uri) =>
        DpopUri.Normalize(DpopUri.Of(uri)) ?? throw new ArgumentException("The host has characters that can not stand in a URI.", nameof(uri));

    internal JwsError Check(DpopProof proof) =>
        proof.Method != _method ? JwsError.WrongMethod
        : !_uris.Contains(proof.NormalUri, StringComparer.Ordinal) ? JwsError.WrongUri
        : _accessTokenHash is null || proof.AccessTokenHash == _accessTokenHash ? JwsError.None
        : proof.AccessTokenHash is null ? JwsError.MissingClaim
        : JwsError.WrongAccessToken;
}
