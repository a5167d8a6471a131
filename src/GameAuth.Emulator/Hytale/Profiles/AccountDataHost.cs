using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator.Hytale.Profiles;

/// <summary>account-data.hytale.com: one's own profiles for an access token, anybody's public one for a session token.</summary>
internal sealed class AccountDataHost(HytaleAuthority authority)
{
    public static EmulatedHost Of(HytaleAuthority authority)
    {
        AccountDataHost host = new(authority);
        return new EmulatedHost("account-data", "account-data.hytale.com",
            EmulatedRoute.At("GET", "/my-account/get-profiles", HytaleSteps.Profiles, authority.Limits.Direct(host.ListOwn)),
            EmulatedRoute.Under("GET", "/profile/uuid/{uuid}", HytaleSteps.Profile, (exchange, places) => host.ShowPublic(exchange, profile => profile.Uuid, places[0])),
            EmulatedRoute.Under("GET", "/profile/username/{name}", HytaleSteps.Profile, (exchange, places) => host.ShowPublic(exchange, profile => profile.Username, places[0])));
    }

    private Reply ListOwn(Exchange exchange)
    {
        (HytaleToken? token, Reply? refusal) = SessionBearer.Access(authority, exchange);
        return refusal ?? Reply.Of(200, new JsonObject
        {
            ["owner"] = token!.Account.Owner,
            ["profiles"] = new JsonArray([.. token.Account.Profiles.Select(Own)]),
        });
    }

    private Reply ShowPublic(Exchange exchange, Func<EmulatedHytaleProfile, string> key, string wanted)
    {
        (_, Reply? refusal) = SessionBearer.Session(authority, exchange);
        if (refusal is not null) return refusal;
        EmulatedHytaleProfile? profile = authority.Accounts.SelectMany(account => account.Profiles)
            .FirstOrDefault(one => string.Equals(key(one), wanted, StringComparison.OrdinalIgnoreCase));
        return profile is null ? HytaleReply.NotFound(exchange, "no such profile") : Reply.Of(200, new JsonObject
        {
            ["uuid"] = profile.Uuid,
            ["username"] = profile.Username,
            ["skin"] = profile.Skin,
        });
    }

    private static JsonObject Own(EmulatedHytaleProfile profile) => new()
    {
        ["uuid"] = profile.Uuid,
        ["username"] = profile.Username,
        ["entitlements"] = new JsonArray([.. profile.Entitlements.Select(one => JsonValue.Create(one))]),
    };
}
