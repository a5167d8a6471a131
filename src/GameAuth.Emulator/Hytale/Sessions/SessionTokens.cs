using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hytale.Keys;

namespace GameAuth.Emulator.Hytale.Sessions;

/// <summary>The JWTs of the sessions host: EdDSA (RFC 8037 section 3.1), the key named in the header.</summary>
internal static class SessionTokens
{
    public static string Sign(SessionKey key, JsonObject claims) => Jwt.Write(HeaderOf(key), claims, input => key.Signer.Sign(Encoding.ASCII.GetBytes(input)));

    public static JsonObject HeaderOf(SessionKey key) => new() { ["alg"] = "EdDSA", ["kid"] = key.Kid, ["typ"] = "JWT" };
}
