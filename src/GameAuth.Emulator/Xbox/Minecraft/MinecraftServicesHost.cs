using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Api;

namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary>api.minecraftservices.com: Java Edition's own access token, and what its owner may play and is called. Nothing here is signed.</summary>
internal sealed class MinecraftServicesHost(XboxAuthority authority)
{
    private const string Scheme = "Bearer ";

    public static EmulatedHost Of(XboxAuthority authority)
    {
        MinecraftServicesHost host = new(authority);
        MinecraftEntitlements entitlements = new(authority.MinecraftKeys.Entitlements);
        return new EmulatedHost("minecraftservices", "api.minecraftservices.com",
            EmulatedRoute.At("POST", MinecraftLogin.Path, XboxSteps.MinecraftLogin, new MinecraftLogin(authority).Answer),
            EmulatedRoute.At("GET", "/entitlements/mcstore", XboxSteps.MinecraftStore, host.ForThePlayer(entitlements.Store)),
            EmulatedRoute.At("GET", "/entitlements/license", XboxSteps.MinecraftLicenses, host.ForThePlayer(entitlements.Licenses)),
            EmulatedRoute.At("GET", "/minecraft/profile", XboxSteps.MinecraftProfile, host.ForThePlayer(MinecraftProfile.Read)));
    }

    private Func<Exchange, Reply> ForThePlayer(Func<Exchange, EmulatedPlayer, Reply> answer) => exchange =>
    {
        string header = exchange.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return MinecraftReply.Unauthorized(exchange, exchange.Path, "Authorization is not Bearer {token}");
        }

        if (authority.Present(exchange, XboxTokenKind.Minecraft, header[Scheme.Length..]) is not { } token)
        {
            return MinecraftReply.Unauthorized(exchange, exchange.Path, "the access token is not one of this emulator's");
        }

        return token.IsExpired(exchange.Now)
            ? MinecraftReply.Unauthorized(exchange, exchange.Path, "the access token is expired")
            : answer(exchange, token.Player!);
    };
}

/// <summary>POST /authentication/login_with_xbox: an access token of the Minecraft services for an XSTS token. The game need not be owned.</summary>
internal sealed class MinecraftLogin(XboxAuthority authority)
{
    public const string Path = "/authentication/login_with_xbox";

    private const string RelyingParty = "rp://api.minecraftservices.com/";

    public Reply Answer(Exchange exchange)
    {
        XboxBody? body = XboxBody.Parse(exchange.Body);
        if (body?.Text("identityToken") is not { } identity) { return MinecraftReply.Malformed(exchange, Path, "identityToken must be a text"); }
        if (body.Member("ensureLegacyEnabled") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            return MinecraftReply.Malformed(exchange, Path, "ensureLegacyEnabled must be true or false");
        }

        (XboxToken? xsts, string? refused) = XstsIdentity.Read(authority, exchange, "the identity", identity, RelyingParty);
        if (xsts?.Family is not { } family) { return MinecraftReply.Unauthorized(exchange, Path, refused!); }
        if (authority.Options.MinecraftUnapprovedClientIds.Contains(family.ClientId)) { return MinecraftReply.UnapprovedApplication(exchange, Path); }
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

/// <summary>The refusals of the Minecraft services: they name the path in the body.</summary>
internal static class MinecraftReply
{
    public static Reply Unauthorized(Exchange exchange, string path, string why) =>
        exchange.Refuse(401, why, new JsonObject { ["path"] = path, ["error"] = "UNAUTHORIZED" });

    public static Reply Malformed(Exchange exchange, string path, string problem) =>
        exchange.Refuse(400, problem, new JsonObject { ["path"] = path, ["error"] = "CONSTRAINT_VIOLATION", ["errorMessage"] = problem });

    /// <summary>What an application gets that nobody has approved for Minecraft.</summary>
    public static Reply UnapprovedApplication(Exchange exchange, string path) =>
        exchange.Refuse(403, "the client id is one of MinecraftUnapprovedClientIds", new JsonObject
        {
            ["path"] = path,
            ["errorMessage"] = "Invalid app registration, see https://aka.ms/AppRegInfo for more information",
        });

    public static Reply NotFound(Exchange exchange, string path, string why)
    {
        const string message = "The server has not found anything matching the request URI";
        return exchange.Refuse(404, why, new JsonObject
        {
            ["path"] = path,
            ["errorType"] = "NOT_FOUND",
            ["error"] = "NOT_FOUND",
            ["errorMessage"] = message,
            ["developerMessage"] = message,
        });
    }
}
