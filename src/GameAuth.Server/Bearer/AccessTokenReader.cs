using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace GameAuth.Server;

/// <summary>Reads the access token of a request from <c>Authorization</c> (RFC 6750 section 2.1, RFC 9449 section 7.1), with the proof of its key. Safe for use from any thread.</summary>
internal sealed class AccessTokenReader(DpopCheck dpop)
{
    /// <summary>No token came.</summary>
    public static readonly AuthError Missing = AuthError.TokenInvalid with { Message = "Access token missing." };

    private const string Bearer = "Bearer ";
    private const string Dpop = "DPoP ";

    /// <summary>Reads, once for each request: a proof is taken once, and a host whose default scheme is this server's has authenticated the request before its endpoint reads. A nonce for the next proof is put on the answer, which has not begun.</summary>
    public async ValueTask<PresentedAccessToken> ReadAsync(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(PresentedAccessToken), out object? known))
        {
            return (PresentedAccessToken)known!;
        }

        PresentedAccessToken presented = await ReadOnceAsync(context).ConfigureAwait(false);
        context.Items[typeof(PresentedAccessToken)] = presented;
        return presented;
    }

    /// <summary>Reads for an endpoint that takes a refresh token too: one proof is for both tokens, so that a bearer token, or none, may have one.</summary>
    public async ValueTask<PresentedAccessToken> ReadWithProofAsync(HttpContext context)
    {
        PresentedAccessToken presented = await ReadAsync(context).ConfigureAwait(false);
        if (presented.IsBound)
        {
            return presented;
        }

        DpopResult proof = await dpop.CheckAsync(context.Request, isRequired: false).ConfigureAwait(false);
        if (proof.Error is null)
        {
            dpop.Announce(proof, context.Response);
        }

        return new PresentedAccessToken { IsPresent = presented.IsPresent, Token = presented.Token, Error = proof.Error ?? presented.Error, Proof = proof };
    }

    /// <summary>Puts on the answer what a client needs to do better: a nonce, or the word that RFC 6750 section 3 has.</summary>
    public void Challenge(HttpResponse response, AuthError error, PresentedAccessToken presented)
    {
        if (presented.Proof.Error is { Status: StatusCodes.Status401Unauthorized })
        {
            dpop.Announce(presented.Proof, response);
        }
        else if (error.Status == StatusCodes.Status401Unauthorized)
        {
            // RFC 6750 section 3.1: no code where nothing was presented.
            response.Headers.Append(HeaderNames.WWWAuthenticate, error == Missing ? "Bearer" : $"Bearer error=\"invalid_token\", error_description=\"{error.Message}\"");
        }
    }

    /// <summary>The token of a header.</summary>
    /// <param name="header"><c>Authorization</c>.</param>
    /// <param name="isBound">Whether it has the scheme <c>DPoP</c>.</param>
    /// <returns>The token; null for nothing, for several headers, and for another scheme, such as Basic, which may be for another handler.</returns>
    public static ReadOnlyMemory<char>? TokenOf(StringValues header, out bool isBound)
    {
        string text = header is [{ } one] ? one : "";
        isBound = text.StartsWith(Dpop, StringComparison.OrdinalIgnoreCase);
        if (!isBound && !text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return text.AsMemory(isBound ? Dpop.Length : Bearer.Length).Trim(' ');
    }

    private async ValueTask<PresentedAccessToken> ReadOnceAsync(HttpContext context)
    {
        StringValues header = context.Request.Headers.Authorization;
        if (header.Count > 1)
        {
            return new PresentedAccessToken { IsPresent = true, Error = AuthError.TokenInvalid };
        }

        if (TokenOf(header, out bool isBound) is not { } token)
        {
            return PresentedAccessToken.None;
        }

        if (!isBound)
        {
            return new PresentedAccessToken { IsPresent = true, Token = token };
        }

        DpopResult proof = await ProveAsync(context.Request, token).ConfigureAwait(false);
        if (proof.Error is null)
        {
            dpop.Announce(proof, context.Response);
        }

        return new PresentedAccessToken
        {
            IsPresent = true, IsBound = true, Token = token, Error = proof.Error, Proof = proof, KeyThumbprint = proof.Error is null ? Base64Url.EncodeToString(proof.Thumbprint.Span) : null,
        };
    }

    private async ValueTask<DpopResult> ProveAsync(HttpRequest request, ReadOnlyMemory<char> token)
    {
        try
        {
            // An empty token has no hash, and is refused by its emptiness later.
            return await dpop.CheckAsync(request, isRequired: true, token.Length == 0 ? "-" : token.ToString()).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // Nobody knows whether the proof is new.
            return new DpopResult(default, AuthError.TemporarilyUnavailable, IssuesNonce: false);
        }
    }
}

/// <summary>What a request presents. Prints without the token.</summary>
internal sealed class PresentedAccessToken
{
    /// <summary>Nothing.</summary>
    public static readonly PresentedAccessToken None = new();

    /// <summary>Whether there is something that wants to be an access token.</summary>
    public bool IsPresent { get; init; }

    /// <summary>Whether it came with the scheme <c>DPoP</c>, which needs a proof.</summary>
    public bool IsBound { get; init; }

    /// <summary>The token, a part of the header.</summary>
    public ReadOnlyMemory<char> Token { get; init; }

    /// <summary>Why it was refused unread; null where it was not.</summary>
    public AuthError? Error { get; init; }

    /// <summary>The proof of its key.</summary>
    public DpopResult Proof { get; init; }

    /// <summary>The thumbprint of the key that the request has proven; null for a bearer token.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>Never the token.</summary>
    /// <returns>A word.</returns>
    public override string ToString() => "[presented access token]";
}
