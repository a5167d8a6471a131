using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Discord;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale;
using GameAuth.Emulator.Pd2;
using GameAuth.Emulator.Psn;

namespace GameAuth.Emulator.Faults;

/// <summary>Makes of a scripted fault, and the honest answer if there is one, what the client gets.</summary>
internal static class FaultyReply
{
    private static readonly Dictionary<long, string> Redirects = new()
    {
        [2148916233] = "https://start.ui.xboxlive.com/CreateAccount",
        [2148916238] = "https://start.ui.xboxlive.com/AddChildToFamily",
    };

    public static bool Replaces(Fault fault) =>
        fault.Status is not null || fault.Body is not null || fault.OAuthError is not null || fault.XErr is not null
        || fault.RateLimit is not null;

    public static Reply Apply(Fault fault, Reply? honest, DateTimeOffset now)
    {
        Reply reply = honest is null || Replaces(fault) ? Replacement(fault) : honest;
        foreach ((string name, string value) in fault.Headers) { reply = reply.With(name, value); }
        if (fault.RetryAfter is { } wait && PsnFaults.Knows(fault.At))
        {
            reply = PsnReply.WithNextAvailable(reply, now + wait);
        }
        else if (fault.RetryAfter is { } pause)
        {
            reply = fault.RetryAfterAsDate ? reply.With("Retry-After", (now + pause).ToString("R", CultureInfo.InvariantCulture)) : reply.WithRetryAfter(pause);
        }

        return DamagedBody.Of(reply, fault);
    }

    /// <summary>The error body of xsts.auth.xboxlive.com: four members, the redirect only where the code has one.</summary>
    public static Reply XErrBody(long code, string identity = "0", bool asText = false, int status = 401)
    {
        JsonObject body = new()
        {
            ["Identity"] = identity,
            ["XErr"] = asText ? code.ToString(CultureInfo.InvariantCulture) : code,
            ["Message"] = "",
        };
        if (Redirects.TryGetValue(code, out string? redirect)) { body["Redirect"] = redirect; }
        return Reply.Of(status, body);
    }

    /// <summary>The error of device and sisu: header only.</summary>
    public static Reply XErrHeader(long code, int status = 401) => Reply.Empty(status)
        .With("X-Err", code.ToString(CultureInfo.InvariantCulture))
        .With("WWW-Authenticate", $"XSTS error=\"0x{code:X}\"");

    private static Reply Replacement(Fault fault)
    {
        if (fault.XErr is { } code)
        {
            return fault.XErrForm is XErrForm.Header
                ? XErrHeader(code, fault.Status ?? 401)
                : XErrBody(code, fault.Identity, fault.XErrForm is XErrForm.Text, fault.Status ?? 401);
        }

        if (fault.OAuthError is { } error)
        {
            JsonObject body = new() { ["error"] = error, ["error_description"] = "Scripted by the emulator." };
            return Reply.Of(fault.Status ?? 400, PsnFaults.Knows(fault.At) ? PsnFaults.WithCode(body, fault.At, error) : body);
        }

        if (fault is { Body: null, RateLimit: null } && DiscordFaults.BodyOf(fault) is { } known) { return known; }
        if (fault is { Status: 429, Body: null, RateLimit: null } && (TooManyAtHytale(fault.At) ?? PsnFaults.TooMany(fault.At) ?? Pd2Faults.TooMany(fault.At)) is { } tooMany) { return tooMany; }
        if (fault.RateLimit is not null || fault is { Status: 429, Body: null })
        {
            return Reply.Of(fault.Status ?? 429, BodyOf(fault.RateLimit ?? RateLimit.Burst));
        }

        return new Reply(fault.Status ?? 200)
        {
            Bytes = Encoding.UTF8.GetBytes(fault.Body ?? ""),
            ContentType = fault.ContentType ?? "application/json; charset=utf-8",
        };
    }

    /// <summary>Its gateway documents a body, its own services none.</summary>
    private static Reply? TooManyAtHytale(string at)
    {
        if (!HytaleSteps.Places.Contains(at) || at == "*") { return null; }
        return at.StartsWith("gateway", StringComparison.Ordinal)
            ? Reply.Of(429, new JsonObject { ["code"] = "RATE_LIMITED", ["message"] = "Too many requests. Please try again later.", ["status"] = 429 })
            : Reply.Empty(429);
    }

    private static JsonObject BodyOf(RateLimit limit) => new()
    {
        ["version"] = 1,
        ["currentRequests"] = limit.CurrentRequests,
        ["maxRequests"] = limit.MaxRequests,
        ["periodInSeconds"] = (long)limit.Period.TotalSeconds,
        [limit.TypeMember] = limit.Type,
    };
}

/// <summary>What a scripted fault makes of a message over a socket.</summary>
internal static class FaultyFrames
{
    private const int Throttled = 1001;
    private const int Unavailable = 1002;

    /// <summary>The status that the fault answers with instead of the honest one; null when it does not.</summary>
    public static int? StatusOf(Fault? fault) => fault switch
    {
        null => null,
        { FrameStatus: { } status } => status,
        { Status: 429 } or { RateLimit: not null } => Throttled,
        { Status: not null } or { XErr: not null } or { OAuthError: not null } => Unavailable,
        _ => null,
    };

    /// <summary>Whether the request has no effect: its answer is replaced or dropped, and the fault does not strike afterwards.</summary>
    public static bool Prevents(Fault? fault) =>
        fault is { AfterState: false } && (fault.Drop || fault.NoAnswer || fault.Body is not null || StatusOf(fault) is not null);

    /// <summary>What is sent, in this order.</summary>
    public static IEnumerable<SocketFrame> Of(Fault? fault, JsonNode answer)
    {
        if (fault is null) { return [SocketFrame.Of(answer)]; }
        if (fault.NoAnswer) { return []; }
        SocketFrame main = fault.Body is { } body ? SocketFrame.Text(body) : SocketFrame.Of(DamagedBody.Of(Reply.Of(200, answer), fault));
        return [.. fault.ExtraFrames.Select(SocketFrame.Text), main];
    }
}

/// <summary>Says in the event log what a fault did.</summary>
internal static class FaultDescription
{
    public static string Of(Fault fault)
    {
        List<string> words = [];
        if (fault.Delay > TimeSpan.Zero) { words.Add(Invariant($"delay {fault.Delay:c}")); }
        if (fault.ClockSkew != TimeSpan.Zero) { words.Add(Invariant($"clock {fault.ClockSkew:c}")); }
        if (fault.Drop) { words.Add(fault.AfterState ? "drop after state" : "drop before state"); }
        if (fault.NoAnswer) { words.Add("no answer"); }
        if (fault.Status is { } status) { words.Add(Invariant($"status {status}")); }
        if (fault.FrameStatus is { } frame) { words.Add(Invariant($"frame status {frame}")); }
        if (fault.ExtraFrames.Count > 0) { words.Add(Invariant($"{fault.ExtraFrames.Count} extra frames")); }
        if (fault.OAuthError is { } error) { words.Add(error); }
        if (fault.XErr is { } code) { words.Add(Invariant($"XErr {code} as {fault.XErrForm}")); }
        if (fault.RateLimit is { } limit) { words.Add(Invariant($"rate limit {limit.TypeMember} {limit.Type}")); }
        if (fault.RetryAfter is { } wait) { words.Add(Invariant($"retry after {wait:c}")); }
        if (fault.Damage is not BodyDamage.None) { words.Add(fault.Damage.ToString()); }
        if (fault.Body is not null) { words.Add("body"); }
        if (fault.Headers.Count > 0) { words.Add("headers"); }
        if (fault.AfterState && !fault.Drop) { words.Add("after state"); }
        return string.Join(", ", words);
    }

    private static string Invariant(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
