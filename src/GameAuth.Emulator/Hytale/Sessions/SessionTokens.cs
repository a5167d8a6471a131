using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hytale.Keys;

namespace GameAuth.Emulator.Hytale.Sessions;

/// <summary>The JWTs of the sessions host, and what they say: EdDSA (RFC 8037 section 3.1), the key named in the header.</summary>
internal static class SessionTokens
{
    public const string SessionScope = "hytale:server";
    private const string Issuer = "https://sessions.hytale.com";

    public static string Sign(SessionKey key, JsonObject claims) => Jwt.Write(HeaderOf(key), claims, input => key.Signer.Sign(Encoding.ASCII.GetBytes(input)));

    public static JsonObject HeaderOf(SessionKey key) => new() { ["alg"] = "EdDSA", ["kid"] = key.Kid, ["typ"] = "JWT" };

    public static JsonObject Of(HytaleEmulatorOptions options, HytaleTokenKind kind, GameSession session, DateTimeOffset from, DateTimeOffset until)
    {
        if (options.Claims is HytaleClaimShape.GatewayText) { return AsTheTextSays(kind, session, from, until); }
        return kind is HytaleTokenKind.Session
            ? Base(session.Profile.Uuid, SessionScope, from, until)
            : Named(options.Claims, session.Profile, options.IdentityScope, from, until);
    }

    /// <summary>A token that names the player, the older way or the newer.</summary>
    public static JsonObject Named(HytaleClaimShape shape, EmulatedHytaleProfile profile, string scope, DateTimeOffset from, DateTimeOffset until)
    {
        JsonObject claims = Base(profile.Uuid, scope, from, until);
        if (shape is HytaleClaimShape.NestedProfile)
        {
            claims["profile"] = new JsonObject { ["username"] = profile.Username, ["uuid"] = profile.Uuid };
        }
        else
        {
            claims["username"] = profile.Username;
        }

        return claims;
    }

    public static JsonObject Base(string subject, string? scope, DateTimeOffset from, DateTimeOffset until)
    {
        JsonObject claims = new()
        {
            ["iss"] = Issuer,
            ["sub"] = subject,
            ["iat"] = from.ToUnixTimeSeconds(),
            ["nbf"] = from.ToUnixTimeSeconds(),
            ["exp"] = until.ToUnixTimeSeconds(),
            // Two tokens of one second must not be the same text.
            ["jti"] = RandomId.Uuid(),
        };
        if (scope is not null) { claims["scope"] = scope; }
        return claims;
    }

    private static JsonObject AsTheTextSays(HytaleTokenKind kind, GameSession session, DateTimeOffset from, DateTimeOffset until)
    {
        bool isSession = kind is HytaleTokenKind.Session;
        JsonObject claims = Base(isSession ? session.Profile.Uuid : session.Account.Owner, scope: null, from, until);
        claims["aud"] = isSession ? "sessions" : "identities";
        if (isSession)
        {
            claims["session_id"] = session.Id;
        }
        else
        {
            claims["preferred_username"] = session.Profile.Username;
            if (session.Account.Email is { } email) { claims["email"] = email; }
        }

        return claims;
    }
}
