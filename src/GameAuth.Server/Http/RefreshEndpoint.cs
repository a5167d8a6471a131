using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary><c>POST /api/auth/refresh</c>: a new access token, and the refresh token's successor. No answer of it deletes a cookie: the browser may hold a newer one by now.</summary>
internal sealed class RefreshEndpoint(SessionService sessions, DpopCheck dpop, RefreshCookie cookie, TokenAnswer answer, RevocationFollower revocations, SessionEvents events)
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

        DpopResult proof = await dpop.CheckAsync(context.Request, isRequired: false).ConfigureAwait(false);
        dpop.Announce(proof, context.Response);
        if (proof.Error is { } refused)
        {
            await AuthErrorWriter.WriteAsync(context.Response, refused).ConfigureAwait(false);
            return;
        }

        RequestSource source = RequestSources.Of(context, proof, presented.Delivery);
        SessionAnswer result = presented.Token is null
            ? SessionAnswer.Refused(AuthError.RefreshInvalid)
            : await sessions.RefreshAsync(presented.Token, source, context.RequestAborted).ConfigureAwait(false);
        if (result.Tokens is { } tokens)
        {
            await answer.WriteAsync(context, tokens).ConfigureAwait(false);
            return;
        }

        if (result.Error == AuthError.RefreshReuseDetected)
        {
            await revocations.TryCatchUpAsync(context.RequestAborted).ConfigureAwait(false);
        }
        else if (result.Error == AuthError.RefreshInvalid)
        {
            events.Refuse(result.Error, source);
        }

        await AuthErrorWriter.WriteAsync(context.Response, result.Error!).ConfigureAwait(false);
    }
}

/// <summary>What the engine is told of a request.</summary>
internal static class RequestSources
{
    // A header of any length would be hashed.
    private const int LongestUserAgent = 1024;

    public static RequestSource Of(HttpContext context, DpopResult proof, RefreshTokenDelivery? delivery)
    {
        string? agent = context.Request.Headers.UserAgent.Count == 0 ? null : context.Request.Headers.UserAgent.ToString();
        return new RequestSource
        {
            KeyThumbprint = proof.Thumbprint,
            Address = context.Connection.RemoteIpAddress,
            UserAgent = agent?.Length > LongestUserAgent ? agent[..LongestUserAgent] : agent,
            Delivery = delivery,
        };
    }
}
