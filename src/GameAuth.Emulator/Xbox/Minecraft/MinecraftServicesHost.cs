using GameAuth.Emulator.Hosting;

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
            return MinecraftReply.Unauthorized(exchange, exchange.Path, "Authorization is not Bearer {token}");
        if (authority.Present(exchange, XboxTokenKind.Minecraft, header[Scheme.Length..]) is not { } token)
            return MinecraftReply.Unauthorized(exchange, exchange.Path, "the access token is not one of this emulator's");
        return token.IsExpired(exchange.Now)
            ? MinecraftReply.Unauthorized(exchange, exchange.Path, "the access token is expired")
            : answer(exchange, token.Player!);
    };
}
