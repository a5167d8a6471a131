using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>A call of an administrator: what it asks for, and what it was about.</summary>
internal sealed class AdminCall(HttpContext context, RequestBody body, AuthEvents events)
{
    // RFC 3339, with its offset: a time without one is somebody's own.
    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Ends with the client's connection.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>What is told of it.</summary>
    public required AdminEvent Told { get; set; }

    /// <summary>The session that the address names.</summary>
    /// <exception cref="AdminRefusal">It is none.</exception>
    public FamilyId Session => FamilyId.TryParse(context.Request.RouteValues["session"] as string, out FamilyId id) ? id : throw NotFound();

    /// <summary>Why sessions end: what the administrator says, or <see cref="EndReasons.Admin"/>.</summary>
    public string Reason => Text("reason", SessionStoreLimits.Name) ?? EndReasons.Admin;

    /// <summary>The time before which sessions must have begun; null for all.</summary>
    public DateTimeOffset? Before => TimeOf("before", Text("before", SessionStoreLimits.Name));

    public static AdminRefusal NotFound() => new(AuthError.UnknownProvider with { Message = "There is no such session." });

    /// <summary>A member of the body.</summary>
    /// <exception cref="AdminRefusal">It is no text, or too long.</exception>
    public string? Text(string name, int longest)
    {
        bool isText = body.TryGetText(name, out string? text) && text is not { Length: 0 } && !(text?.Length > longest);
        return isText ? text : throw Wrong($"{name} must be a text of 1 to {longest} characters.");
    }

    /// <summary>A member of the body that must be there.</summary>
    public string Required(string name, int longest) => Text(name, longest) ?? throw Wrong($"{name} is missing.");

    /// <summary>A part of the query.</summary>
    /// <exception cref="AdminRefusal">It is there twice, or too long.</exception>
    public string? Query(string name, int longest = SessionStoreLimits.Text)
    {
        Microsoft.Extensions.Primitives.StringValues values = context.Request.Query[name];
        return values.Count == 0 ? null : values is [{ Length: > 0 } one] && one.Length <= longest ? one : throw Wrong($"{name} must be there once, with 1 to {longest} characters.");
    }

    public long? Number(string name, long least, long most) =>
        Query(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most ? number
        : throw Wrong($"{name} must be a number from {least} to {most}.");

    public DateTimeOffset? Time(string name) => TimeOf(name, Query(name));

    /// <summary>Tells what was done, and answers with JSON. In this order: who goes away before his answer has done it all the same.</summary>
    public Task WriteAsync(Action<Utf8JsonWriter> write)
    {
        events.Publish(Told);
        return JsonAnswer.WriteAsync(context.Response, write);
    }

    public static AdminRefusal Wrong(string message) => new(AuthError.InvalidRequest with { Message = message });

    private static DateTimeOffset? TimeOf(string name, string? text) =>
        text is null ? null
        : DateTimeOffset.TryParseExact(
            text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            && (text.EndsWith('Z') || text[^6] is '+' or '-') ? time.ToUniversalTime()
        : throw Wrong($"{name} must be a time such as 2027-01-31T12:00:00Z.");
}

/// <summary>A call of an administrator that is refused.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "It is made here alone, with its error.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064", Justification = "It never leaves the endpoints.")]
internal sealed class AdminRefusal(AuthError error) : Exception(error.Message)
{
    public AuthError Error { get; } = error;
}
