using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>
/// <c>POST /api/auth/logout</c>: ends the session of any right token that is presented, a refresh token of whatever generation or an access token, and deletes the cookie. Whatever else is presented
/// is answered alike, so that it can be called again.
/// </summary>
internal sealed class LogoutEndpoint(
    SessionService sessions, SessionDirectory directory, BearerValidator bearer, DpopCheck dpop, RefreshCookie cookie, RevocationFollower revocations)
{
    private const string Scheme = "Bearer ";

    public async Task AnswerAsync(HttpContext context)
    {
        using RequestBody body = await RequestBody.ReadAsync(context.Request, mayBeEmpty: true).ConfigureAwait(false);
        if (body.Error is { } wrong)
        {
            await AuthErrorWriter.WriteAsync(context.Response, wrong, body.Message).ConfigureAwait(false);
            return;
        }

        if (RefreshRequest.Read(context.Request, body, cookie, out string? fault) is not { } presented)
        {
            await AuthErrorWriter.WriteAsync(context.Response, AuthError.InvalidRequest, fault).ConfigureAwait(false);
            return;
        }

        DpopResult proof = await dpop.CheckAsync(context.Request, isRequired: false).ConfigureAwait(false);
        dpop.Announce(proof, context.Response);
        BearerResult? access = proof.Error is null ? await ReadAccessTokenAsync(context).ConfigureAwait(false) : null;
        if ((proof.Error ?? (access?.Error is { Status: StatusCodes.Status503ServiceUnavailable } late ? late : null)) is { } refused)
        {
            await AuthErrorWriter.WriteAsync(context.Response, refused).ConfigureAwait(false);
            return;
        }

        RequestSource source = RequestSources.Of(context, proof, presented.Delivery);
        bool hasEnded = presented.Token is not null
            && await sessions.EndAsync(presented.Token, source, EndReasons.Logout, context.RequestAborted).ConfigureAwait(false);
        if (access is { Token: { } token })
        {
            hasEnded |= await directory.EndAsync(token.Session, EndReasons.Logout, context.RequestAborted).ConfigureAwait(false);
        }

        if (hasEnded)
        {
            await revocations.TryCatchUpAsync(context.RequestAborted).ConfigureAwait(false);
        }

        if (presented.Delivery == RefreshTokenDelivery.Cookie)
        {
            cookie.Delete(context);
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async ValueTask<BearerResult?> ReadAccessTokenAsync(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.Count == 1 ? context.Request.Headers.Authorization[0] ?? "" : "";
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? await bearer.ValidateAsync(header.AsMemory(Scheme.Length).Trim(' '), audience: null, keyThumbprint: null, context.RequestAborted).ConfigureAwait(false)
            : null;
    }
}
