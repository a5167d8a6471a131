using System.Net;
using System.Text;

namespace GameAuth.Pd2.Tests;

/// <summary>What a service says to a call: by the socket as an ack, by REST as an answer.</summary>
/// <param name="Status">200, or the code of the error.</param>
/// <param name="Body">The result, or the error.</param>
internal sealed record ScriptedReply(int Status, string Body)
{
    /// <summary>No answer at all.</summary>
    public static ScriptedReply Silence { get; } = new(0, "");

    /// <summary>The connection ends before the answer.</summary>
    public static ScriptedReply Lost { get; } = new(-1, "");

    public static ScriptedReply Of(string json) => new(200, json);

    /// <summary>An error as Feathers has it.</summary>
    public static ScriptedReply Error(int code, string name, string message = "synthetic") =>
        new(code, $$"""{"name":"{{name}}","message":"{{message}}","code":{{code}},"className":"{{name.ToLowerInvariant()}}","errors":{} }""");

    public HttpResponseMessage ToResponse(string type = "application/json") => Status switch
    {
        0 or -1 => throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed."),
        _ => new HttpResponseMessage((HttpStatusCode)Status) { Content = new StringContent(Body, Encoding.UTF8, type) },
    };
}

/// <summary>A call of a service as it came, by socket or by REST.</summary>
internal sealed record ServiceCall(string Method, string Service, string? Id, string Data, string Query, bool IsOverSocket, DateTimeOffset At)
{
    public string Step => $"{Method} {Service}";
}

/// <summary>A request as it came.</summary>
internal sealed record SentCall(string Method, Uri Address, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Address.AbsolutePath;

    public override string ToString() => $"{Method} {Address} {string.Join(' ', Headers.Select(static one => $"{one.Key}={one.Value}"))} {Body}";
}
