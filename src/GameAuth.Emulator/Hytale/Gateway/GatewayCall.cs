using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.OAuth;

namespace GameAuth.Emulator.Hytale.Gateway;

/// <summary>A request to the gateway, and the words in which its style answers.</summary>
internal sealed class GatewayCall(HytaleAuthority authority, Exchange exchange, HytaleBody body)
{
    public HytaleAuthority Authority => authority;

    public Exchange Exchange => exchange;

    public HytaleBody Body => body;

    public DateTimeOffset Now => exchange.Now;

    public bool IsKnownCode => authority.Options.GatewayStyle is HytaleGatewayStyle.KnownCode;

    /// <summary>The account that the answer names.</summary>
    public static string AccountIdOf(HytaleFamily family) => family.CallerAccountId ?? family.Account.Owner;

    /// <returns>Whose call it is, or the refusal.</returns>
    public (HytaleFamily? Family, Reply? Refusal) Caller()
    {
        HytaleToken? token = authority.Present(exchange, HytaleTokenKind.Access, HytaleAuthority.BearerOf(exchange));
        HytaleFamily? family = token?.Family;
        if (IsKnownCode && body["account_id"] is { } id) family ??= authority.FamilyOf(id);
        // A gateway that keeps the tokens goes by its own newest one, not by the one that the caller still has.
        HytaleToken? judged = authority.Options.GatewayKeepsTokens || token is null ? family?.Access : token;
        return family is null or { IsRevoked: true } || judged!.IsExpired(exchange.Now)
            ? (null, Error(401, "UNAUTHORIZED", "Invalid or expired access token"))
            : (family, null);
    }

    /// <summary>An error in the documented shape, or in that of the known code, where nearly everything is 400.</summary>
    /// <param name="status">The documented status.</param>
    /// <param name="code">The documented code.</param>
    /// <param name="message">The documented message.</param>
    /// <param name="oauthError">The upstream's word, where the known code passes it on.</param>
    public Reply Error(int status, string code, string message, string? oauthError = null)
    {
        exchange.Note ??= code;
        if (!IsKnownCode) return Reply.Of(status, new JsonObject { ["code"] = code, ["message"] = message, ["status"] = status });
        JsonObject error = new() { ["success"] = false, ["error"] = oauthError ?? message };
        if (oauthError is not null) error["error_description"] = message;
        return Reply.Of(400, error);
    }

    /// <summary>An answer, with the <c>success</c> that only the known code has.</summary>
    public Reply Success(JsonObject members)
    {
        if (IsKnownCode) members.Insert(0, "success", true);
        return Reply.Of(200, members);
    }

    /// <summary>The tokens stay with the gateway.</summary>
    public static Reply Kept(string message) => Reply.Of(200, new JsonObject { ["success"] = true, ["message"] = message });
}
