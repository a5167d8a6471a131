using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale;

/// <summary>account-data.hytale.com: one's own profiles for an access token, anybody's public one for a session token.</summary>
internal sealed class AccountDataHost(HytaleAuthority authority)
{
    public static EmulatedHost Of(HytaleAuthority authority)
    {
        AccountDataHost host = new(authority);
        return new EmulatedHost("account-data", "account-data.hytale.com",
            EmulatedRoute.At("GET", "/my-account/get-profiles", HytaleSteps.Profiles, authority.Limits.Direct(HytaleBearer.ForAccess(authority, ListOwn))),
            EmulatedRoute.Under("GET", "/profile/uuid/{uuid}", HytaleSteps.Profile, host.ShowPublic(profile => profile.Uuid)),
            EmulatedRoute.Under("GET", "/profile/username/{name}", HytaleSteps.Profile, host.ShowPublic(profile => profile.Username)));
    }

    private static Reply ListOwn(Exchange exchange, HytaleToken token) => Reply.Of(200, new JsonObject
    {
        ["owner"] = token.Account.Owner,
        ["profiles"] = new JsonArray([.. token.Account.Profiles.Select(Own)]),
    });

    private Func<Exchange, Reply> ShowPublic(Func<EmulatedHytaleProfile, string> key) => HytaleBearer.ForSession(authority, (exchange, _) =>
    {
        EmulatedHytaleProfile? profile = authority.Owners.SelectMany(account => account.Profiles)
            .FirstOrDefault(one => string.Equals(key(one), exchange.Places[0], StringComparison.OrdinalIgnoreCase));
        return profile is null
            ? HytaleReply.NotFound(exchange, "no such profile")
            : Reply.Of(200, new JsonObject { ["uuid"] = profile.Uuid, ["username"] = profile.Username, ["skin"] = profile.Skin });
    });

    private static JsonObject Own(EmulatedHytaleProfile profile) => new()
    {
        ["uuid"] = profile.Uuid,
        ["username"] = profile.Username,
        ["entitlements"] = new JsonArray([.. profile.Entitlements.Select(one => JsonValue.Create(one))]),
    };
}
