using Microsoft.AspNetCore.Http;

namespace GameAuth.Emulator.Hosting;

/// <summary>
/// Refuses what cannot come from a client on this machine: a foreign Host is how a web page reaches loopback by DNS
/// rebinding.
/// </summary>
internal static class RequestGuard
{
    private static readonly string[] Loopback = ["127.0.0.1", "localhost", "[::1]"];

    public static Reply? Refuse(HttpContext context, EmulatedHost host, string target)
    {
        HostString named = context.Request.Host;
        if (named.Port != host.Port || !Loopback.Contains(named.Host, StringComparer.OrdinalIgnoreCase))
            return UnknownPath.Refusal(421, "foreign_host", $"The emulator answers only to {host.BaseAddress.Authority} and its loopback names.");
        return target.StartsWith('/') ? null : UnknownPath.Refusal(400, "bad_target", "Send a path, not an absolute address: the path is what a signature covers.");
    }

    public static Reply? RefuseBody(byte[]? body) =>
        body is null ? UnknownPath.Refusal(413, "too_large", $"The emulator reads bodies of up to {RequestBody.Limit} bytes.") : null;
}
