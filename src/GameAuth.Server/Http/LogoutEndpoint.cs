using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>
/// <c>POST /api/auth/logout</c>: ends the session of any right token that is presented, a refresh token of whatever generation or an access token, and deletes the cookie. Whatever else is presented
/// is answered alike, so that it can be called again.
/// </summary>
internal sealed class LogoutEndpoint(
    SessionService sessions, SessionDirectory directory, AccessTokenCheck check, RefreshCookie cookie, RevocationFollower revocations)
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

        CheckedAccessToken access = await check.CheckAsync(context).ConfigureAwait(false);
        if (access.Refusal is { } refused)
        {
            await AuthErrorWriter.WriteAsync(context.Response, refused).ConfigureAwait(false);
            return;
        }

        RequestSource source = RequestSources.Of(context, access.Proof, presented.Delivery);
        bool isOver = presented.Token is not null
            && await sessions.EndAsync(presented.Token, source, EndReasons.Logout, context.RequestAborted).ConfigureAwait(false);
        if (access.Result?.Token is { } token)
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
