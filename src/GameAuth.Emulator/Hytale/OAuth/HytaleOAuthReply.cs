using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.OAuth;

/// <summary>The answers of oauth.accounts.hytale.com: RFC 6749 sections 5.1 and 5.2, RFC 8628 section 3.5.</summary>
internal static class HytaleOAuthReply
{
    public static Reply Error(Exchange exchange, string error, string description, string? why = null)
    {
        exchange.Note = why is null ? exchange.Note ?? error : $"{error}: {why}";
        return Reply.Of(400, new JsonObject { ["error"] = error, ["error_description"] = description });
    }

    public static Reply Tokens(HytaleFamily family, DateTimeOffset now)
    {
        JsonObject body = new()
        {
            ["access_token"] = family.Access!.Value,
            ["expires_in"] = ExpiresIn(family, now),
            ["scope"] = family.Scope,
            ["token_type"] = "Bearer",
        };
        if (family.Refresh is { } refresh) body["refresh_token"] = refresh.Value;
        body["emulated"] = true;
        return Reply.Of(200, body);
    }

    public static long ExpiresIn(HytaleFamily family, DateTimeOffset now) => (long)(family.Access!.NotAfter - now).TotalSeconds;
}
