using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator.Hytale.Keys;

/// <summary>Makes the tokens that tests ask for.</summary>
internal static class TokenForge
{
    public static string Make(HytaleEmulatorOptions options, SessionKey key, HytaleTokenRequest request, EmulatedHytaleProfile profile, DateTimeOffset now)
    {
        JsonObject claims = ClaimsOf(options, request, profile, now);
        JsonObject header = HeaderOf(key, request.Signature);
        Apply(header, request.Header);
        if (request.Signature is not HytaleSignature.OtherClaims)
        {
            return Jwt.Write(header, claims, input => SignatureOf(key, request.Signature, Encoding.ASCII.GetBytes(input)));
        }

        string genuine = Jwt.Write(header, SessionTokens.Base(RandomId.Uuid(), "hytale:client", now, now), input => key.Signer.Sign(Encoding.ASCII.GetBytes(input)));
        string changed = Jwt.Write(header, claims, _ => []);
        return changed + genuine[(genuine.LastIndexOf('.') + 1)..];
    }

    private static JsonObject ClaimsOf(HytaleEmulatorOptions options, HytaleTokenRequest request, EmulatedHytaleProfile profile, DateTimeOffset now)
    {
        DateTimeOffset end = now + (request.ExpiresIn ?? options.Lifetimes.Session);
        JsonObject claims = request.Kind is HytaleTokenKind.Session
            ? SessionTokens.Base(profile.Uuid, SessionTokens.SessionScope, now, end)
            : SessionTokens.Named(options.Claims, profile, "hytale:client", now, end);
        if (request.Kind is HytaleTokenKind.ServerAccess)
        {
            claims["aud"] = "emulator-server";
            claims["ip"] = "127.0.0.1";
            claims["cnf"] = new JsonObject { ["x5t#S256"] = new string('A', 43) };
        }

        claims["nbf"] = (now + request.NotBeforeIn).ToUnixTimeSeconds();
        claims["iat"] = (now + request.IssuedAtIn).ToUnixTimeSeconds();
        Apply(claims, request.Claims);
        return claims;
    }

    private static JsonObject HeaderOf(SessionKey key, HytaleSignature signature)
    {
        JsonObject header = SessionTokens.HeaderOf(key);
        if (signature is HytaleSignature.SmallOrder) { header["kid"] = JwksEndpoint.SmallOrderKid; }
        if (signature is HytaleSignature.HmacWithPublicKey) { header["alg"] = "HS256"; }
        if (signature is HytaleSignature.None) { header["alg"] = "none"; }
        return header;
    }

    private static byte[] SignatureOf(SessionKey key, HytaleSignature signature, byte[] input)
    {
        switch (signature)
        {
            case HytaleSignature.None: return [];
            case HytaleSignature.SmallOrder: return [1, .. new byte[63]];
            case HytaleSignature.HmacWithPublicKey: return HMACSHA256.HashData(key.Signer.PublicKey, input);
            case HytaleSignature.OtherKey: return new Ed25519Signer(RandomNumberGenerator.GetBytes(32)).Sign(input);
            case HytaleSignature.LargeS: return Ed25519Signer.WithLargeS(key.Signer.Sign(input));
        }

        byte[] genuine = key.Signer.Sign(input);
        if (signature is HytaleSignature.Flipped) { genuine[7] ^= 1; }
        return genuine;
    }

    private static void Apply(JsonObject to, JsonObject? changes)
    {
        foreach ((string name, JsonNode? value) in changes ?? [])
        {
            if (value is null) { to.Remove(name); }
            else { to[name] = value.DeepClone(); }
        }
    }
}
