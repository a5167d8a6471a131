using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>
/// <c>POST /api/auth/logout</c>: ends the session of any right token that is presented, a refresh token of whatever generation or an access token, and deletes the cookie. Whatever else is presented
/// is answered alike, so that it can be called again.
/// </summary>
internal sealed class LogoutEndpoint(
    SessionService sessions, SessionDirectory directory, AccessTokenReader reader, BearerValidator bearer, RefreshCookie cookie, RevocationFollower revocations)
{
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

        PresentedAccessToken access = await reader.ReadWithProofAsync(context).ConfigureAwait(false);
        BearerResult? found = access is { IsPresent: true, Error: null }
            ? await bearer.ValidateAsync(access.Token, audience: null, access.KeyThumbprint, context.RequestAborted).ConfigureAwait(false)
            : null;

        // A token that is none logs nobody out, and that is no mistake: a logout may be called again.
        if ((access.Proof.Error ?? (found?.Error is { Status: StatusCodes.Status503ServiceUnavailable } late ? late : null)) is { } refused)
        {
            reader.Challenge(context.Response, refused, access);
            await AuthErrorWriter.WriteAsync(context.Response, refused).ConfigureAwait(false);
            return;
        }

        RequestSource source = RequestSources.Of(context, access.Proof, presented.Delivery);
        bool isOver = presented.Token is not null
            && await sessions.EndAsync(presented.Token, source, EndReasons.Logout, context.RequestAborted).ConfigureAwait(false);
        if (found?.Token is { } token)
        {
            await directory.EndAsync(token.Session, EndReasons.Logout, context.RequestAborted).ConfigureAwait(false);
            isOver = true;
        }

        // Also where another node has ended it a moment ago, of which this one may not have heard.
        if (isOver)
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
}
