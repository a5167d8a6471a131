using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>
/// What a player does with his own sessions, by the access token of one of them: <c>GET /api/auth/sessions</c> lists those that are live, <c>POST /api/auth/sessions/{session}/end</c> ends one of them, and
/// <c>POST /api/auth/sessions/end-others</c> all but the token's own (OWASP ASVS 5.0, 7.4.3 and 7.5.2).
/// </summary>
internal sealed class OwnSessionsEndpoint(AccessTokenReader reader, BearerValidator bearer, SessionDirectory directory, RevocationFollower revocations, SessionEvents events)
{
    private const int MostSessions = 1000;

    public async Task ListAsync(HttpContext context)
    {
        if (await FindTokenAsync(context).ConfigureAwait(false) is not { } token)
        {
            return;
        }

        SessionView[] live = await LiveAsync(token, context.RequestAborted).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(context.Response, json =>
        {
            json.WriteStartArray("sessions");
            foreach (SessionView session in live)
            {
                json.WriteStartObject();
                json.WriteBoolean("current", session.Id == token.Session);
                SessionViewJson.Write(json, session);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    public async Task EndAsync(HttpContext context)
    {
        if (await FindTokenAsync(context).ConfigureAwait(false) is not { } token)
        {
            return;
        }

        // Somebody else's session is answered as one that there is not.
        bool isNamed = FamilyId.TryParse(context.Request.RouteValues["session"] as string, out FamilyId id);
        if (!isNamed || await directory.FindAsync(id, context.RequestAborted).ConfigureAwait(false) is not { } session || session.Subject != token.Subject)
        {
            await AuthErrorWriter.WriteAsync(context.Response, AuthError.UnknownProvider, "There is no such session.").ConfigureAwait(false);
            return;
        }

        bool hasEnded = await directory.EndAsync(id, EndReasons.Player, context.RequestAborted).ConfigureAwait(false);
        await WriteEndedAsync(context, hasEnded ? 1 : 0).ConfigureAwait(false);
    }

    public async Task EndOthersAsync(HttpContext context)
    {
        if (await FindTokenAsync(context).ConfigureAwait(false) is not { } token)
        {
            return;
        }

        int count = 0;
        foreach (SessionView other in (await LiveAsync(token, context.RequestAborted).ConfigureAwait(false)).Where(session => session.Id != token.Session))
        {
            count += await directory.EndAsync(other.Id, EndReasons.Player, context.RequestAborted).ConfigureAwait(false) ? 1 : 0;
        }

        await WriteEndedAsync(context, count).ConfigureAwait(false);
    }

    /// <summary>The token of the request; null where it has no right one, and has been answered.</summary>
    private async ValueTask<ValidatedToken?> FindTokenAsync(HttpContext context)
    {
        PresentedAccessToken presented = await reader.ReadAsync(context).ConfigureAwait(false);
        AuthError? error = presented.IsPresent ? presented.Error : AccessTokenReader.Missing;
        if (error is null)
        {
            BearerResult found = await bearer.ValidateAsync(presented.Token, audience: null, presented.KeyThumbprint, context.RequestAborted).ConfigureAwait(false);
            if (found.IsValid)
            {
                return found.Token;
            }

            error = found.Error;
        }

        reader.Challenge(context.Response, error, presented);
        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            events.Refuse(error, RequestSources.Of(context, presented.Proof, delivery: null));
        }

        await AuthErrorWriter.WriteAsync(context.Response, error).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<SessionView[]> LiveAsync(ValidatedToken token, CancellationToken cancellationToken) =>
        [.. (await directory.ListAsync(token.Subject, MostSessions, cancellationToken).ConfigureAwait(false)).Where(static session => session.Status == RefreshTokenStatus.Active)];

    // What has ended is refused at this node from the answer on.
    private async Task WriteEndedAsync(HttpContext context, int count)
    {
        await revocations.TryCatchUpAsync(context.RequestAborted).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(context.Response, json => json.WriteNumber("ended", count)).ConfigureAwait(false);
    }
}
