using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>The answers of login.live.com: OAuth 2.0 in snake case.</summary>
internal static class LoginReply
{
    public static Reply Error(Exchange exchange, string error, string description)
    {
        exchange.Note = error;
        return Reply.Of(400, new JsonObject
        {
            ["error"] = error,
            ["error_description"] = description,
            ["correlation_id"] = "00000000-0000-4000-8000-00000000e30a",
        });
    }

    public static Reply Tokens(GrantFamily family, XboxToken access, XboxToken? refresh)
    {
        JsonObject body = new()
        {
            ["token_type"] = "bearer",
            ["expires_in"] = (long)(access.NotAfter - access.IssuedAt).TotalSeconds,
            ["scope"] = family.Scope,
            ["access_token"] = access.Value,
        };
        if (refresh is not null) body["refresh_token"] = refresh.Value;
        body["user_id"] = "EMULATOR-" + family.Player.Xuid;
        body["emulated"] = true;
        return Reply.Of(200, body);
    }
}
