using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Hytale's pages that an owner may be sent to. A gateway hands out the same ones.</summary>
internal static class HytalePages
{
    public static ServerUriPolicy Policy(bool allowLoopback) => new(HytaleDefaults.Provider, "hytale.com", "*.hytale.com") { AllowLoopback = allowLoopback };
}
