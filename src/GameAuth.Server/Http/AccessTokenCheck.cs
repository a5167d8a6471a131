using System.Buffers.Text;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>Checks the access token that a request presents to an endpoint of the server itself, whomever the token is for, and the DPoP proof of the request. Safe for use from any thread.</summary>
internal sealed class AccessTokenCheck(BearerValidator bearer, DpopCheck dpop)
{
    private const string Bearer = "Bearer ";
    private const string Dpop = "DPoP ";

    /// <summary>Checks. One proof is for both tokens of a request: it is of the key that the refresh token is bound to, and has the hash of the access token that is.</summary>
    /// <param name="context">The request; what the check of the proof wants on the answer is put there.</param>
    /// <returns>What was found. Where the proof is wrong the token is not looked at.</returns>
    public async ValueTask<CheckedAccessToken> CheckAsync(HttpContext context)
    {
        string? bound = TokenOf(context.Request, Dpop);
        DpopResult proof = await dpop.CheckAsync(context.Request, isRequired: bound is not null, bound).ConfigureAwait(false);
        dpop.Announce(proof, context.Response);
        if (proof.Error is not null || (bound ?? TokenOf(context.Request, Bearer)) is not { } token)
        {
            return new CheckedAccessToken(proof, Result: null);
        }

        string? thumbprint = bound is null ? null : Base64Url.EncodeToString(proof.Thumbprint.Span);
        return new CheckedAccessToken(proof, await bearer.ValidateAsync(token.AsMemory(), audience: null, thumbprint, context.RequestAborted).ConfigureAwait(false));
    }

    private static string? TokenOf(HttpRequest request, string scheme) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && header[scheme.Length..].Trim(' ') is { Length: > 0 } token
            ? token
            : null;
}

/// <summary>What the check of a request has found.</summary>
/// <param name="Proof">Its DPoP proof.</param>
/// <param name="Result">Its access token; null where there is none, or the proof is wrong.</param>
internal readonly record struct CheckedAccessToken(DpopResult Proof, BearerResult? Result)
{
    /// <summary>Why nothing can be said now, or the proof is wrong; null where neither is so.</summary>
    public AuthError? Refusal => Proof.Error ?? (Result?.Error is { Status: StatusCodes.Status503ServiceUnavailable } late ? late : null);
}
