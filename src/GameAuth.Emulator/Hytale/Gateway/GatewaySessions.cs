using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator.Hytale.Gateway;

/// <summary>The gateway's game sessions: begin, refresh in the last minutes, end.</summary>
internal static class GatewaySessions
{
    public static Reply Begin(GatewayCall call, TokenFamily<EmulatedHytaleAccount> family)
    {
        (EmulatedHytaleProfile? profile, Reply? wrong) = GatewayProfiles.Named(call, family, "Profile not found");
        if (wrong is not null) { return wrong; }
        GameSessions sessions = call.Authority.Sessions;
        if (sessions.IsAtLimit(family.Owner, call.Now)) { return call.LimitOfSessions("Upgrade to unlimited_servers."); }
        GameSession session = sessions.Begin(call.Exchange, family.Owner, profile!);
        JsonObject answer = new() { ["account_id"] = GatewayCall.AccountIdOf(family), ["profile_id"] = profile!.Uuid };
        if (!call.IsKnownCode) { answer.Insert(0, "session_id", session.Id); }
        AddTokens(answer, session);
        answer["created_at"] = HytaleText.Seconds(call.Now);
        return call.Success(answer);
    }

    public static Reply Refresh(GatewayCall call, TokenFamily<EmulatedHytaleAccount> family)
    {
        if (Find(call, family) is not { } session) { return call.Error(404, "SESSION_NOT_FOUND", "Session not found or expired"); }
        if (session.ExpiresAt - call.Now > call.Authority.Options.GatewayRefreshWindow)
        {
            return call.Error(400, "INVALID_REQUEST", "Session cannot be refreshed until 10 minutes before expiry");
        }

        call.Authority.Sessions.Renew(call.Exchange, session);
        if (call.Authority.Options.GatewayKeepsTokens) { return GatewayCall.Kept("Session refreshed"); }
        JsonObject answer = [];
        if (!call.IsKnownCode) { answer["session_id"] = session.Id; }
        AddTokens(answer, session);
        answer["refreshed_at"] = HytaleText.Seconds(call.Now);
        return call.Success(answer);
    }

    public static Reply Delete(GatewayCall call, TokenFamily<EmulatedHytaleAccount> family)
    {
        if (Find(call, family) is not { } session) { return call.Error(404, "SESSION_NOT_FOUND", "Session not found"); }
        session.IsEnded = true;
        return call.IsKnownCode
            ? GatewayCall.Kept("Session terminated")
            : Reply.Of(200, new JsonObject { ["session_id"] = session.Id, ["terminated_at"] = HytaleText.Seconds(call.Now), ["status"] = "deleted" });
    }

    /// <summary>By id; the known code knows none and takes the profile's newest session.</summary>
    private static GameSession? Find(GatewayCall call, TokenFamily<EmulatedHytaleAccount> family)
    {
        GameSessions sessions = call.Authority.Sessions;
        return sessions.Find(call.Body["session_id"], family.Owner, call.Now)
            ?? (call.IsKnownCode && Guid.TryParseExact(call.Body["profile_uuid"], "D", out Guid uuid)
                && family.Owner.Profiles.FirstOrDefault(one => one.IsCalled(uuid.ToString())) is { } profile
                    ? sessions.Latest(profile, call.Now)
                    : null);
    }

    private static void AddTokens(JsonObject answer, GameSession session)
    {
        answer["session_token"] = session.Token!.Value;
        answer["identity_token"] = session.Identity!.Value;
        answer["expires_at"] = HytaleText.Seconds(session.ExpiresAt);
    }
}

/// <summary>The gateway's list of profiles, and the choice of one.</summary>
internal static class GatewayProfiles
{
    public static Reply List(GatewayCall call, TokenFamily<EmulatedHytaleAccount> family)
    {
        if (!family.Scopes.Contains("openid")) { return call.Error(403, "FORBIDDEN", "Token missing required scope: openid"); }
        JsonArray profiles = new([.. family.Owner.Profiles.Select(profile => (JsonNode)One(call, profile))]);
        return call.Success(call.IsKnownCode
            ? new JsonObject { ["owner"] = family.Owner.Owner, ["profiles"] = profiles }
            : new JsonObject { ["account_id"] = GatewayCall.AccountIdOf(family), ["profiles"] = profiles });
    }

    public static Reply Select(GatewayCall call, TokenFamily<EmulatedHytaleAccount> family)
    {
        (EmulatedHytaleProfile? profile, Reply? wrong) = Named(call, family, "Profile not found for this account");
        return wrong ?? call.Success(new JsonObject
        {
            ["account_id"] = GatewayCall.AccountIdOf(family),
            ["profile_id"] = profile!.Uuid,
            ["username"] = profile.Username,
            ["selected_at"] = HytaleText.Seconds(call.Now),
        });
    }

    /// <returns>The profile that the body names, or the refusal.</returns>
    public static (EmulatedHytaleProfile? Profile, Reply? Refusal) Named(GatewayCall call, TokenFamily<EmulatedHytaleAccount> family, string notFound)
    {
        if (!Guid.TryParseExact(call.Body["profile_uuid"], "D", out Guid uuid))
        {
            return (null, call.Error(400, "INVALID_REQUEST", "profile_uuid must be a valid UUID"));
        }

        EmulatedHytaleProfile? profile = family.Owner.Profiles.FirstOrDefault(one => one.IsCalled(uuid.ToString()));
        return profile is null ? (null, call.Error(404, "SESSION_NOT_FOUND", notFound)) : (profile, null);
    }

    private static JsonObject One(GatewayCall call, EmulatedHytaleProfile profile)
    {
        JsonObject one = new() { ["uuid"] = profile.Uuid, ["username"] = profile.Username };
        if (!call.IsKnownCode) { one["created_at"] = HytaleText.Seconds(profile.CreatedAt); }
        return one;
    }
}
