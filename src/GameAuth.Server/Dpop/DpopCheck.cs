using System.Security.Cryptography;
using System.Text;
using GameAuth.Jose;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace GameAuth.Server;

/// <summary>
/// Checks the DPoP proof of a request (RFC 9449 section 4.3): well-formed and signed, for this method and address, with a nonce of this server, and for the first time. The age of a proof is
/// that of its nonce. Safe for use from any thread.
/// </summary>
internal sealed class DpopCheck(DpopNonces nonces, DerivedKeys jtiKeys, ISessionStore store, IOptions<GameAuthServerOptions> options, TimeProvider time)
{
    /// <summary>The header of a proof.</summary>
    public const string Header = "DPoP";

    /// <summary>The header of a nonce for the next proof.</summary>
    public const string NonceHeader = "DPoP-Nonce";

    private static readonly object Asked = new();

    // The nonce says when the proof was made, so the client's clock does not matter.
    private static readonly DpopRules Rules = new() { CheckIssuedAt = false };

    /// <summary>Checks.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isRequired">Whether a request without a proof is refused.</param>
    /// <param name="accessToken">The access token that it presents, whose hash the proof must have; null at the server's own endpoints.</param>
    public async ValueTask<DpopResult> CheckAsync(HttpRequest request, bool isRequired, string? accessToken = null)
    {
        StringValues header = request.Headers[Header];
        if (header.Count == 0)
        {
            return new DpopResult(default, isRequired ? AuthError.DpopNonceRequired : null, IssuesNonce: isRequired);
        }

        if (header.Count > 1 || DpopProof.TryRead(header[0], out DpopProof? proof) != JwsError.None
            || Rules.Check(proof!, Described(request, accessToken), time.GetUtcNow()) != JwsError.None)
        {
            return new DpopResult(default, AuthError.InvalidDpopProof, IssuesNonce: true);
        }

        if (!nonces.IsRight(proof!.Nonce, out bool isOld))
        {
            return new DpopResult(default, AuthError.DpopNonceRequired, IssuesNonce: true);
        }

        return await IsNewAsync(request.HttpContext, proof).ConfigureAwait(false)
            ? new DpopResult(proof.ThumbprintBytes.ToArray(), Error: null, isOld)
            : new DpopResult(default, AuthError.InvalidDpopProof, IssuesNonce: true);
    }

    /// <summary>Puts on the answer what the check wants there. Call it before the body is written.</summary>
    public void Announce(DpopResult result, HttpResponse response)
    {
        if (result.IssuesNonce)
        {
            response.Headers[NonceHeader] = nonces.Create();
        }

        if (result.Error is { } error)
        {
            // RFC 9449 section 7.1; our own word of the error is in the body.
            response.Headers.WWWAuthenticate = error == AuthError.DpopNonceRequired
                ? "DPoP error=\"use_dpop_nonce\", algs=\"ES256 EdDSA RS256\""
                : "DPoP error=\"invalid_dpop_proof\", algs=\"ES256 EdDSA RS256\"";
        }
    }

    // What clients wrote is one of the public addresses; the header Host is whatever a proxy made of it.
    private DpopRequest Described(HttpRequest request, string? accessToken)
    {
        string path = (request.PathBase + request.Path).ToUriComponent();
        DpopRequest described = new(request.Method, options.Value.BaseUrls.Select(address => new Uri(address.GetLeftPart(UriPartial.Authority) + path)));
        return accessToken is null ? described : described.WithAccessToken(accessToken);
    }

    // Several may ask about one request: the scheme of the API, which the host may run for every request, and an endpoint of the server's own.
    private async ValueTask<bool> IsNewAsync(HttpContext context, DpopProof proof)
    {
        if (context.Items.TryGetValue(Asked, out object? known))
        {
            return (bool)known!;
        }

        bool isNew = await store.UseOnceAsync(KeyOf(proof), nonces.Longest, context.RequestAborted).ConfigureAwait(false);
        context.Items[Asked] = isNew;
        return isNew;
    }

    // Ids are the sender's own, so two keys may use one.
    private byte[] KeyOf(DpopProof proof)
    {
        byte[] message = [.. proof.ThumbprintBytes, .. Encoding.UTF8.GetBytes(proof.Id)];
        return HMACSHA256.HashData(jtiKeys.Loaded[0].Bytes, message);
    }
}

/// <summary>What a request has proven by DPoP.</summary>
/// <param name="Thumbprint">The thumbprint of the key that it has proven, 32 bytes; none where it has no proof.</param>
/// <param name="Error">Why the proof was refused; null where it is right, or there is none.</param>
/// <param name="IssuesNonce">Whether the answer carries a nonce for the next proof.</param>
internal readonly record struct DpopResult(ReadOnlyMemory<byte> Thumbprint, AuthError? Error, bool IssuesNonce);
