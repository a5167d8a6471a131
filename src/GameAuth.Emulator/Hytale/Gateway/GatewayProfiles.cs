using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.OAuth;

namespace GameAuth.Emulator.Hytale.Gateway;

/// <summary>The gateway's list of profiles, and the choice of one.</summary>
internal static class GatewayProfiles
{
    public static Reply List(GatewayCall call)
    {
        (HytaleFamily? family, Reply? refusal) = call.Caller();
        if (refusal is not null) return refusal;
        if (!family!.Scopes.Contains("openid")) return call.Error(403, "FORBIDDEN", "Token missing required scope: openid");
        IEnumerable<JsonNode> profiles = family.Account.Profiles.Select(profile => One(call, profile));
        return call.Success(call.IsKnownCode
            ? new JsonObject { ["owner"] = family.Account.Owner, ["profiles"] = new JsonArray([.. profiles]) }
            : new JsonObject { ["account_id"] = GatewayCall.AccountIdOf(family), ["profiles"] = new JsonArray([.. profiles]) });
    }

    public static Reply Select(GatewayCall call)
    {
        (HytaleFamily? family, Reply? refusal) = call.Caller();
        if (refusal is not null) return refusal;
        (EmulatedHytaleProfile? profile, Reply? wrong) = Named(call, family!, "Profile not found for this account");
        return wrong ?? call.Success(new JsonObject
        {
            ["account_id"] = GatewayCall.AccountIdOf(family!),
            ["profile_id"] = profile!.Uuid,
            ["username"] = profile.Username,
            ["selected_at"] = HytaleText.Seconds(call.Now),
        });
    }

    /// <returns>The profile that the body names, or the refusal.</returns>
    public static (EmulatedHytaleProfile? Profile, Reply? Refusal) Named(GatewayCall call, HytaleFamily family, string notFound)
    {
        if (!Guid.TryParseExact(call.Body["profile_uuid"], "D", out Guid uuid))
            return (null, call.Error(400, "INVALID_REQUEST", "profile_uuid must be a valid UUID"));
        EmulatedHytaleProfile? profile = family.Account.Profiles.FirstOrDefault(one => one.IsCalled(uuid.ToString()));
        return profile is null ? (null, call.Error(404, "SESSION_NOT_FOUND", notFound)) : (profile, null);
    }

    private static JsonObject One(GatewayCall call, EmulatedHytaleProfile profile)
    {
        JsonObject one = new() { ["uuid"] = profile.Uuid, ["username"] = profile.Username };
        if (!call.IsKnownCode) one["created_at"] = HytaleText.Seconds(profile.CreatedAt);
        return one;
    }
}
