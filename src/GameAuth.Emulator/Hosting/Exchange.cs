using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Emulator.Hosting;

/// <summary>One request as it came off the wire, and what its event will say.</summary>
internal sealed class Exchange(EmulatedHost host, HttpRequest request, string target, byte[] body)
{
    private readonly List<TokenMention> _issued = [];
    private readonly List<TokenMention> _spent = [];

    public EmulatedHost Host { get; } = host;

    public string Method { get; } = request.Method;

    /// <summary>Path and query exactly as the client sent them: what a signature covers.</summary>
    public string Target { get; } = target;

    public string Path { get; } = request.Path.Value ?? "/";

    public IQueryCollection Query { get; } = request.Query;

    public IHeaderDictionary Headers { get; } = request.Headers;

    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>What stands in the places of the route's path, in their order.</summary>
    public string[] Places { get; set; } = [];

    public long Sequence { get; init; }

    /// <summary>The address that the client came from; on loopback it may be any of 127.0.0.0/8.</summary>
    public string RemoteAddress { get; init; } = "";

    /// <summary>The server's time for this request, skew included.</summary>
    public DateTimeOffset Now { get; set; }

    public string Step { get; set; } = "unknown";

    public SignatureFinding Signature { get; set; } = SignatureFinding.Absent;

    public string? KeyThumbprint { get; set; }

    public string? Audience { get; set; }

    public string? Fault { get; set; }

    public string? Note { get; set; }

    /// <summary>The header whose value came with an earlier request, where the service wants a new one each time.</summary>
    public string? RepeatedHeader { get; set; }

    /// <summary>The ids that the request carries, where its provider has some.</summary>
    public PsnRequestTrail? Trail { get; set; }

    public IReadOnlyList<TokenMention> Issued => _issued;

    public IReadOnlyList<TokenMention> Spent => _spent;

    /// <summary>Events that this request settles about earlier ones; they are logged after its own.</summary>
    public List<EmulatorEvent> Consequences { get; } = [];

    /// <summary>Whether the client asks for a WebSocket, as RFC 6455 section 4.2.1 wants it asked for.</summary>
    public bool IsSocketRequest { get; init; }

    /// <summary>The subprotocols that the client offers, in its order.</summary>
    public IReadOnlyList<string> SocketProtocols { get; init; } = [];

    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>A refusal whose reason the event tells; its body is empty unless there is one.</summary>
    public Reply Refuse(int status, string why, JsonNode? body = null)
    {
        Note = why;
        return body is null ? Reply.Empty(status) : Reply.Of(status, body);
    }

    public void MentionIssued(IssuedToken token) => _issued.Add(token.Mention);

    public void MentionSpent(IssuedToken token) => _spent.Add(token.Mention);

    public void MentionIssued(TokenMention token) => _issued.Add(token);

    public void MentionSpent(TokenMention token) => _spent.Add(token);

    /// <summary>The log's record of this exchange.</summary>
    public EmulatorEvent ToEvent(int status) => new()
    {
        Sequence = Sequence,
        Time = Now,
        Host = Host.DnsName,
        Step = Step,
        Method = Method,
        Path = Path,
        Status = status,
        Signature = Signature.Verdict,
        SignatureDetail = Signature.Detail,
        SignatureAge = Signature.Age,
        KeyThumbprint = KeyThumbprint,
        ContractVersion = Headers["x-xbl-contract-version"] is [{ } version] ? version : null,
        Audience = Audience,
        Issued = Issued,
        Spent = Spent,
        Fault = Fault,
        Note = Note,
        Trail = Trail,
    };
}
