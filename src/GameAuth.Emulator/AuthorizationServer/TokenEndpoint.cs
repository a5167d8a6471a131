using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>The grants of a token endpoint (RFC 6749 section 3.2); each is a step of its own.</summary>
/// <param name="otherStep">The step of every other grant type.</param>
/// <param name="grants">The grants that the service knows.</param>
internal sealed class TokenEndpoint(string otherStep, params IReadOnlyList<TokenGrant> grants)
{
    public string StepOf(Exchange exchange) => GrantOf(RequestForm.Parse(exchange))?.Step ?? otherStep;

    /// <summary>Null where the grant type is another.</summary>
    public Reply? Answer(Exchange exchange, RequestForm form) => GrantOf(form)?.Answer(exchange, form);

    private TokenGrant? GrantOf(RequestForm? form) => grants.FirstOrDefault(grant => grant.Type == form?["grant_type"]);
}

/// <summary>One grant type, its step in the event log, and what answers it.</summary>
internal sealed record TokenGrant(string Type, string Step, Func<Exchange, RequestForm, Reply> Answer)
{
    public const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";
    public const string RefreshToken = "refresh_token";
    public const string AuthorizationCode = "authorization_code";
}

/// <summary>Who sends a token request (RFC 6749 section 2.3.1): in <c>Authorization</c>, or in the form.</summary>
internal static class ClientCredentials
{
    private const string Scheme = "Basic ";

    /// <returns>What was sent; null where the header is malformed, or a secret comes in both places.</returns>
    public static (string? Id, string? Secret)? Read(Exchange exchange, RequestForm form)
    {
        string header = exchange.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) { return (form["client_id"], form["client_secret"]); }
        byte[] bytes = new byte[header.Length];
        if (form["client_secret"] is not null || !Convert.TryFromBase64String(header[Scheme.Length..], bytes, out int length)) { return null; }
        string[] parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null);
    }
}

/// <summary>The errors of RFC 6749 section 5.2 and RFC 8628 section 3.5.</summary>
internal static class OAuthError
{
    /// <param name="exchange">The request; its event says what was wrong.</param>
    /// <param name="error">The error word.</param>
    /// <param name="description">The service's own sentence.</param>
    /// <param name="why">What the event says beyond the word; null where the word, or an earlier note, says it.</param>
    public static Reply Of(Exchange exchange, string error, string description, string? why = null)
    {
        exchange.Note = why is null ? exchange.Note ?? error : $"{error}: {why}";
        return Reply.Of(400, new JsonObject { ["error"] = error, ["error_description"] = description });
    }
}
