using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Psn.Account;

/// <summary>The application behind a token request: its credentials are in <c>Authorization</c> or in the body, never in both.</summary>
/// <param name="Id">The client id.</param>
/// <param name="IsBasic">Whether they were in the header.</param>
internal sealed record PsnClient(string Id, bool IsBasic)
{
    private const string Scheme = "Basic ";

    /// <summary>The client, or why it is not taken.</summary>
    public static (PsnClient? Client, string? Refusal) Read(PsnEmulatorOptions options, Exchange exchange, RequestForm form)
    {
        string header = exchange.Headers.Authorization.ToString();
        bool isInBody = form["client_id"] is not null || form["client_secret"] is not null;
        if (header.Length > 0 && isInBody) { return (null, "credentials in Authorization and in the body"); }
        (string Id, string Secret)? credentials = header.Length > 0
            ? Decode(header)
            : (form["client_id"], form["client_secret"]) is ({ } id, { } secret) ? (id, secret) : null;
        if (credentials is not { Id.Length: > 0, Secret.Length: > 0 } sent) { return (null, "no client credentials"); }
        if (!options.Lenient && sent.Id != options.ClientId) { return (null, "another client id than the configured one"); }
        return sent.Id == options.ClientId && !SameText(sent.Secret, options.ClientSecret)
            ? (null, "another secret than the client's")
            : (new PsnClient(sent.Id, header.Length > 0), null);
    }

    private static (string Id, string Secret)? Decode(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) { return null; }
        byte[] bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..], bytes, out int length)) { return null; }
        string text = Encoding.UTF8.GetString(bytes, 0, length);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }

    private static bool SameText(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}

/// <summary>The browser session in a request's cookies.</summary>
internal static class PsnCookie
{
    public const string Name = "npsso";

    public static string? NpssoOf(Exchange exchange) => exchange.Headers.Cookie.ToString().Split(';', StringSplitOptions.TrimEntries)
        .FirstOrDefault(cookie => cookie.StartsWith(Name + "=", StringComparison.Ordinal))?[(Name.Length + 1)..];
}
