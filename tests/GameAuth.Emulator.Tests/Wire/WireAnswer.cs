using System.Net;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>An answer as it came off the wire.</summary>
internal sealed record WireAnswer(HttpStatusCode Status, HttpResponseMessage Message, byte[] Bytes)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Text)!;

    public string this[string member] => Json[member]!.GetValue<string>();

    public string? Header(string name) =>
        Message.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;
}
