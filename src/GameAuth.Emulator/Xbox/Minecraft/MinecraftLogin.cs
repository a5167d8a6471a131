using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary>POST /authentication/login_with_xbox: an access token of the Minecraft services for an XSTS token. The game need not be owned.</summary>
internal sealed class MinecraftLogin(XboxAuthority authority)
{
    public const string Path = "/authentication/login_with_xbox";

    private const string RelyingParty = "rp://api.minecraftservices.com/";

    public Reply Answer(Exchange exchange)
    {
        XboxBody? body = XboxBody.Parse(exchange.Body);
        if (body?.Text("identityToken") is not { } identity)
            return MinecraftReply.Malformed(exchange, Path, "identityToken must be a text");
        if (body.Member("ensureLegacyEnabled") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
            return MinecraftReply.Malformed(exchange, Path, "ensureLegacyEnabled must be true or false");
        (XboxToken? xsts, string? refused) = XstsIdentity.Read(authority, exchange, identity, RelyingParty);
        if (xsts?.Family is not { } family) return MinecraftReply.Unauthorized(exchange, Path, refused!);
        if (authority.Options.MinecraftUnapprovedClientIds.Contains(family.ClientId))
            return MinecraftReply.UnapprovedApplication(exchange, Path);
        XboxToken token = authority.Issue(exchange, XboxTokenKind.Minecraft, xsts.Player, family);
        return Reply.Of(200, new JsonObject
        {
            ["username"] = MinecraftNames.AccountId(xsts.Player!).ToString("D"),
            ["roles"] = new JsonArray(),
            ["metadata"] = new JsonObject(),
            ["access_token"] = token.Value,
            ["expires_in"] = (long)(token.NotAfter - token.IssuedAt).TotalSeconds,
            ["token_type"] = "Bearer",
            ["emulated"] = true,
        });
    }
}
