using System.Text.Json.Nodes;
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
        bool isOwn = named.Port == host.Port && Loopback.Contains(named.Host, StringComparer.OrdinalIgnoreCase);
        if (!isOwn && !string.Equals(named.Value, host.PublicAuthority, StringComparison.OrdinalIgnoreCase))
        {
            return UnknownPath.Refusal(421, "foreign_host", $"The emulator answers only to {host.BaseAddress.Authority} and its loopback names.");
        }

        return target.StartsWith('/') ? null : UnknownPath.Refusal(400, "bad_target", "Send a path, not an absolute address: the path is what a signature covers.");
    }

    public static Reply? RefuseBody(byte[]? body) =>
        body is null ? UnknownPath.Refusal(413, "too_large", $"The emulator reads bodies of up to {RequestBody.Limit} bytes.") : null;
}

/// <summary>What is not emulated says so, so that nobody takes silence for the live service's answer.</summary>
internal static class UnknownPath
{
    public static Reply Of(Exchange exchange)
    {
        string[] methods = [.. exchange.Host.MethodsOf(exchange.Path)];
        exchange.Note = methods.Length > 0 ? "wrong method" : "not emulated";
        if (methods.Length > 0)
        {
            return Refusal(405, "method_not_allowed", $"{exchange.Path} takes {string.Join(", ", methods)}.").With("Allow", string.Join(", ", methods));
        }

        return Refusal(501, "not_emulated", $"The emulator does not serve {exchange.Method} {exchange.Path} on {exchange.Host.DnsName}.");
    }

    public static Reply Refusal(int status, string error, string message) =>
        Reply.Of(status, new JsonObject { ["error"] = error, ["message"] = message });
}
