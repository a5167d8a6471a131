using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Hosting;

/// <summary>What is not emulated says so, so that nobody takes silence for the live service's answer.</summary>
internal static class UnknownPath
{
    public static Reply Of(Exchange exchange)
    {
        string[] methods = [.. exchange.Host.MethodsOf(exchange.Path)];
        exchange.Note = methods.Length > 0 ? "wrong method" : "not emulated";
        if (methods.Length > 0)
            return Refusal(405, "method_not_allowed", $"{exchange.Path} takes {string.Join(", ", methods)}.").With("Allow", string.Join(", ", methods));
        return Refusal(501, "not_emulated", $"The emulator does not serve {exchange.Method} {exchange.Path} on {exchange.Host.DnsName}.");
    }

    public static Reply Refusal(int status, string error, string message) =>
        Reply.Of(status, new JsonObject { ["error"] = error, ["message"] = message });
}
