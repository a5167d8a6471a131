using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Hytale;

/// <summary>What an administrator filters by. Immutable.</summary>
internal sealed record AdminQuery
{
    private const int Longest = 64;

    /// <summary>The account, by its owner's id at Hytale; null for all.</summary>
    public Guid? Owner { get; init; }

    /// <summary>One of the gateway's events; null for all of the server.</summary>
    public string? Event { get; init; }

    /// <summary><c>ok</c> or <c>refused</c>; null for both.</summary>
    public string? Result { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>The position of the oldest row of the page before.</summary>
    public long Below { get; init; } = long.MaxValue;

    /// <summary>The key of the last account of the page before; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>Reads an address.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">What is wrong; null where nothing is.</param>
    public static AdminQuery Read(HttpRequest request, out string? fault)
    {
        string? wrong = null;
        AdminQuery query = new()
        {
            Owner = Value("owner") is not { } owner ? null : GatewayCall.TryReadId(owner, out Guid id) ? id : Wrong<Guid?>("owner must be a UUID"),
            Event = Value("event") is not { } name ? null : HytaleGatewayEventNames.All.Contains(name) ? name : Wrong<string?>("event must be one of the list"),
            Result = Value("result") is not { } result ? null : result is "ok" or "refused" ? result : Wrong<string?>("result must be ok or refused"),
            From = Time("from"),
            To = Time("to"),
            Below = Value("below") is not { } below ? long.MaxValue : long.TryParse(below, NumberStyles.None, CultureInfo.InvariantCulture, out long position) && position > 0 ? position : Wrong<long>("below must be a position"),
            After = Value("after") is not { } after ? null : after.All(char.IsAsciiLetterOrDigit) ? after : Wrong<string?>("after must be the key of an account"),
        };
        fault = wrong;
        return query;

        string? Value(string name) => request.Query[name] switch
        {
            [] or [""] => null,
            [{ Length: <= Longest } one] => one,
            _ => Wrong<string?>($"{name} is there twice, or too long"),
        };

        DateTimeOffset? Time(string name) => Value(name) is not { } text ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToUniversalTime()
            : Wrong<DateTimeOffset?>($"{name} must be a time such as 2027-01-31T12:00");

        T? Wrong<T>(string what)
        {
            wrong ??= what + ".";
            return default;
        }
    }

    /// <summary>The query of the audit.</summary>
    public AuditQuery ToAudit(SessionAudit audit, int limit) => new()
    {
        AccountHashes = Owner is { } owner ? audit.HashesOf(subject: null, HytaleGatewayOptions.Provider, owner.ToString("D")) : [],
        Event = Event,
        Result = Result,
        From = From,
        To = To,
        Below = Below,
        Limit = limit,
    };

    /// <summary>The same filter as an address, with other pages.</summary>
    public string ToQuery(long? below = null, string? after = null)
    {
        QueryString query = QueryString.Empty;
        Add("owner", Owner?.ToString("D"));
        Add("event", Event);
        Add("result", Result);
        Add("from", From?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add("to", To?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add("below", below?.ToString(CultureInfo.InvariantCulture));
        Add("after", after);
        return query.ToUriComponent();

        void Add(string name, string? value) => query = value is null ? query : query.Add(name, value);
    }
}
