using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Ids;

namespace GameAuth.Emulator.Psn.Api;

/// <summary>What an API host asks of a request: an id that never came before, the Bearer token of a player, and patience.</summary>
internal static class ApiRequest
{
    private static readonly string[] Spans = [PsnRequestIds.TraceId, PsnRequestIds.SpanId];

    /// <summary>An answer for the caller as they are now, or the refusal.</summary>
    public static Func<Exchange, Reply> For(PsnAuthority authority, bool needsId, Func<Exchange, EmulatedPsnPlayer, Reply> answer, bool countsAgainstQuota = true) => exchange =>
    {
        if (IdProblem(authority, exchange, needsId) is var (named, problem)) { return PsnReply.Bad(exchange, "header: " + named, problem); }
        PsnToken? token = authority.Tokens.Present(exchange, PsnRequestIds.BearerOf(exchange), one => one.Kind is PsnTokenKind.Access);
        if (RefusalOf(token, exchange.Now) is { } why) { return PsnReply.Np(exchange, PsnError.InvalidToken, why); }
        if (token!.Family is not { } family) { return PsnReply.Np(exchange, PsnError.NoTrophyAccess, "the token is a client's and no player's"); }
        EmulatedPsnPlayer caller = authority.Now(family.Owner);
        return countsAgainstQuota && authority.Quota.Take(authority.Options, caller.AccountId, exchange.Now) is { } next
            ? PsnReply.WithNextAvailable(PsnReply.Np(exchange, PsnError.RateLimit, "the quota is used up"), next)
            : answer(exchange, caller);
    };

    /// <summary>An answer to a body of the documented shape, or the refusal.</summary>
    public static Reply WithBody(Exchange exchange, BodyShape shape, Func<JsonElement, Reply> answer)
    {
        (JsonElement body, string? problem) = shape.Read(exchange);
        return problem is null ? answer(body) : PsnReply.Bad(exchange, problem, "not the documented shape: " + problem);
    }

    /// <summary>The header that is not as it must be, and why. A trace and a span are 16 hexadecimal digits where they are sent.</summary>
    private static (string Header, string Problem)? IdProblem(PsnAuthority authority, Exchange exchange, bool needsId)
    {
        if (exchange.RepeatedHeader is { } repeated) { return (repeated, $"{repeated} came before"); }
        if (authority.Options.Lenient) { return null; }
        string? id = PsnRequestIds.HeaderOf(exchange, PsnRequestIds.RequestId);
        if (id is null ? needsId : !PsnText.IsUuid(id)) { return (PsnRequestIds.RequestId, "x-psn-request-id must be a new UUID"); }
        return Spans.FirstOrDefault(name => PsnRequestIds.HeaderOf(exchange, name) is { } value && !PsnRequestIds.IsSpan(value)) is { } odd
            ? (odd, odd + " must be 16 hexadecimal digits")
            : null;
    }

    private static string? RefusalOf(PsnToken? token, DateTimeOffset now) => token switch
    {
        null => "the bearer is no access token of this emulator's",
        { Family.IsRevoked: true } => "the sign-in is revoked",
        _ => token.IsExpired(now) ? "the access token is expired" : null,
    };
}

/// <summary>Part of a list: <c>limit</c> and <c>offset</c>, and where the parts beside it begin.</summary>
internal sealed record ApiPage(int Limit, int Offset)
{
    /// <returns>The page, or the parameter that makes no sense.</returns>
    public static (ApiPage? Page, string? Problem) Read(Exchange exchange, int usual, int most)
    {
        if (Number(exchange, "limit", usual) is not { } limit || limit < 1 || limit > most) { return (null, "query: limit"); }
        return Number(exchange, "offset", 0) is { } offset and >= 0 ? (new ApiPage(limit, offset), null) : (null, "query: offset");
    }

    public JsonArray Of<T>(IReadOnlyList<T> all, Func<T, JsonNode?> item) => new([.. all.Skip(Offset).Take(Limit).Select(item)]);

    /// <summary>The members after the list; there is no next page after the last one.</summary>
    public void Close(JsonObject body, int total)
    {
        if (Offset + Limit < total) { body["nextOffset"] = Offset + Limit; }
        if (Offset > 0) { body["previousOffset"] = Math.Max(0, Offset - Limit); }
        body["totalItemCount"] = total;
        body["emulated"] = true;
    }

    private static int? Number(Exchange exchange, string name, int usual)
    {
        if (!exchange.Query.ContainsKey(name)) { return usual; }
        return int.TryParse(exchange.Query[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
