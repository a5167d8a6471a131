using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.OAuth;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator.Hytale.Gateway;

/// <summary>The gateway's game sessions: begin, refresh in the last minutes, end.</summary>
internal static class GatewaySessions
{
    public static Reply Begin(GatewayCall call)
    {
        (HytaleFamily? family, Reply? refusal) = call.Caller();
        if (refusal is not null) return refusal;
        (EmulatedHytaleProfile? profile, Reply? wrong) = GatewayProfiles.Named(call, family!, "Profile not found");
        if (wrong is not null) return wrong;
        GameSessions sessions = call.Authority.Sessions;
        if (sessions.IsAtLimit(family!.Account, call.Now))
        {
            return call.Error(403, "SESSION_LIMIT_EXCEEDED", string.Create(CultureInfo.InvariantCulture,
                $"Account has reached concurrent session limit ({call.Authority.Options.SessionLimit}). Upgrade to unlimited_servers."));
        }

        GameSession session = sessions.Begin(call.Exchange, family.Account, profile!);
        JsonObject answer = new() { ["account_id"] = GatewayCall.AccountIdOf(family), ["profile_id"] = profile!.Uuid };
        if (!call.IsKnownCode) answer.Insert(0, "session_id", session.Id);
        AddTokens(answer, session);
        answer["created_at"] = HytaleText.Seconds(call.Now);
        return call.Success(answer);
    }

    public static Reply Refresh(GatewayCall call)
    {
        (GameSession? session, Reply? refusal) = Find(call, "Session not found or expired");
        if (refusal is not null) return refusal;
        if (session!.ExpiresAt - call.Now > call.Authority.Options.GatewayRefreshWindow)
            return call.Error(400, "INVALID_REQUEST", "Session cannot be refreshed until 10 minutes before expiry");
        call.Authority.Sessions.Renew(call.Exchange, session);
        if (call.Authority.Options.GatewayKeepsTokens) return GatewayCall.Kept("Session refreshed");
        JsonObject answer = [];
        if (!call.IsKnownCode) answer["session_id"] = session.Id;
        AddTokens(answer, session);
        answer["refreshed_at"] = HytaleText.Seconds(call.Now);
        return call.Success(answer);
    }

    public static Reply Delete(GatewayCall call)
    {
        (GameSession? session, Reply? refusal) = Find(call, "Session not found");
        if (refusal is not null) return refusal;
        session!.IsEnded = true;
        return call.IsKnownCode
            ? GatewayCall.Kept("Session terminated")
            : Reply.Of(200, new JsonObject { ["session_id"] = session.Id, ["terminated_at"] = HytaleText.Seconds(call.Now), ["status"] = "deleted" });
    }

    /// <summary>By id; the known code knows none and takes the profile's newest session.</summary>
    private static (GameSession? Session, Reply? Refusal) Find(GatewayCall call, string notFound)
    {
        (HytaleFamily? family, Reply? refusal) = call.Caller();
        if (refusal is not null) return (null, refusal);
        GameSession? session = call.Authority.Sessions.Find(call.Body["session_id"], family!.Account, call.Now);
        if (session is null && call.IsKnownCode && GatewayProfiles.Named(call, family, notFound).Profile is { } profile)
            session = call.Authority.Sessions.Latest(profile, call.Now);
        return session is null ? (null, call.Error(404, "SESSION_NOT_FOUND", notFound)) : (session, null);
    }

    private static void AddTokens(JsonObject answer, GameSession session)
    {
        answer["session_token"] = session.Token!.Value;
        answer["identity_token"] = session.Identity!.Value;
        answer["expires_at"] = HytaleText.Seconds(session.ExpiresAt);
    }
}
