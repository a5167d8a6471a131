using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Api;

namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary>multiplayer.minecraft.net: two certificates that lead from the services' root key to the key of a Bedrock client.</summary>
internal sealed class MultiplayerHost(XboxAuthority authority)
{
    private const string RelyingParty = "https://multiplayer.minecraft.net/";

    // The path that the live host names in its refusals.
    private const string InnerPath = "/multiplayer/bedrock/authentication";

    public static EmulatedHost Of(XboxAuthority authority) => new("multiplayer", "multiplayer.minecraft.net",
        EmulatedRoute.At("POST", "/authentication", XboxSteps.Multiplayer, new MultiplayerHost(authority).Authenticate));

    private Reply Authenticate(Exchange exchange)
    {
        (XboxToken? xsts, string? refused) = XstsIdentity.Read(authority, exchange, "the identity", exchange.Headers.Authorization.ToString(), RelyingParty);
        if (xsts is null) { return MinecraftReply.Unauthorized(exchange, InnerPath, refused!); }
        string? clientKey = XboxBody.Parse(exchange.Body)?.Text("identityPublicKey");
        if (BedrockClientKey.ProblemOf(clientKey) is { } wrong) { return MinecraftReply.Malformed(exchange, InnerPath, wrong); }
        return Reply.Of(200, new JsonObject { ["chain"] = new JsonArray(OfIntermediate(exchange), OfClient(exchange, xsts, clientKey!)), ["emulated"] = true });
    }

    private string OfIntermediate(Exchange exchange)
    {
        MinecraftKeys keys = authority.MinecraftKeys;
        JsonObject payload = Valid(exchange);
        payload["certificateAuthority"] = true;
        payload["identityPublicKey"] = keys.Intermediate.PublicKey;
        return keys.Root.Sign("x5u", keys.Root.PublicKey, payload);
    }

    private string OfClient(Exchange exchange, XboxToken xsts, string clientKey)
    {
        MinecraftKey signer = authority.MinecraftKeys.Intermediate;
        JsonObject payload = Valid(exchange);
        payload["certificateAuthority"] = true;
        payload["extraData"] = ExtraData(xsts);
        payload["identityPublicKey"] = clientKey;
        payload["iss"] = "Mojang";
        payload["iat"] = exchange.Now.ToUnixTimeSeconds();
        payload["randomNonce"] = BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(8));
        return signer.Sign("x5u", signer.PublicKey, payload);
    }

    /// <summary>A token without a title earns a chain without one.</summary>
    private static JsonObject ExtraData(XboxToken xsts)
    {
        EmulatedPlayer player = xsts.Player!;
        JsonObject data = new()
        {
            ["XUID"] = player.Xuid,
            ["identity"] = MinecraftNames.BedrockIdentity(player).ToString("D"),
            ["displayName"] = player.Gamertag,
            ["sandboxId"] = "RETAIL",
        };
        if (xsts.TitleId is { } title) { data["titleId"] = title; }
        return data;
    }

    private JsonObject Valid(Exchange exchange) => new()
    {
        ["nbf"] = exchange.Now.ToUnixTimeSeconds() - 60,
        ["exp"] = (exchange.Now + authority.Options.Lifetimes.MinecraftChain).ToUnixTimeSeconds(),
    };
}

/// <summary>The public key that a Bedrock client wants to be vouched for.</summary>
internal static class BedrockClientKey
{
    private const int DerLength = 120;

    // The DER of every P-384 key begins alike: algorithm and curve, then the point, uncompressed.
    private const string P384 = "MHYwEAYHKoZIzj0CAQYFK4EEACID";

    /// <summary>Null when the text is base64 of the DER SubjectPublicKeyInfo of a P-384 key, or what is wrong.</summary>
    public static string? ProblemOf(string? text)
    {
        const string problem = "identityPublicKey must be base64 of the DER SubjectPublicKeyInfo of a P-384 key";
        byte[] der = new byte[DerLength];
        if (text is not { Length: DerLength / 3 * 4 } || !text.StartsWith(P384, StringComparison.Ordinal)) { return problem; }
        if (!Convert.TryFromBase64String(text, der, out int count) || count != DerLength) { return problem; }
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(der, out _);
            return null;
        }
        catch (CryptographicException)
        {
            return problem;
        }
    }
}
