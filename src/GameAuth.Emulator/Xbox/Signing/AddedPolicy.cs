using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>The signing policy that an added endpoint has for one of the emulator's own hosts; the longest path wins.</summary>
internal static class AddedPolicy
{
    public static EmulatedSignaturePolicy? For(IEnumerable<EmulatedTitleEndpoint> added, Exchange exchange) => added
        .Where(one => IsHost(one, exchange.Host) && (one.Path is null || exchange.Path.StartsWith(one.Path, StringComparison.Ordinal)))
        .MaxBy(one => one.Path?.Length ?? 0)?.Policy;

    private static bool IsHost(EmulatedTitleEndpoint one, EmulatedHost host) =>
        one.Host == host.DnsName || (one.Host is "127.0.0.1" or "localhost" && (one.Port is null || one.Port == host.Port));
}
