using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator;

/// <summary>One request that reached the emulator, or (with <see cref="RefersTo"/>) a later finding about one.</summary>
public sealed record EmulatorEvent
{
    /// <summary>The number of the request, from 1, in order of arrival; of a later finding, the request that brought it about.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the request was handled, by the emulator's own clock (skew included).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The live name of the emulated host, such as <c>sisu.xboxlive.com</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The step of the flow, such as <c>login.poll</c> or <c>xsts.authorize</c>; <c>unknown</c> for paths that are not emulated.</summary>
    public required string Step { get; init; }

    /// <summary>The HTTP method; over a socket <c>MESSAGE</c> (from the client), <c>PUSH</c> (from the emulator by itself), <c>PING</c> (from the client) or <c>CLOSE</c>; <c>MARK</c> where a test said something.</summary>
    public required string Method { get; init; }

    /// <summary>The path, without the query: a query may hold codes. Of a message over a socket, the resource that it is about, if any.</summary>
    public required string Path { get; init; }

    /// <summary>The status that was answered, or 0 when the connection was dropped instead. Of a message over a socket, its own status: 0 is success.</summary>
    public int Status { get; init; }

    /// <summary>What became of the request's signature.</summary>
    public SignatureVerdict Signature { get; init; }

    /// <summary>Why a signature is bad, stale or deferred.</summary>
    public string? SignatureDetail { get; init; }

    /// <summary>How far behind the emulator's clock the signature's timestamp is; negative when it is ahead.</summary>
    public TimeSpan? SignatureAge { get; init; }

    /// <summary>The RFC 7638 thumbprint of the key that the signature was checked with.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>The request's <c>x-xbl-contract-version</c>, verbatim.</summary>
    public string? ContractVersion { get; init; }

    /// <summary>The relying party that a token was asked for.</summary>
    public string? Audience { get; init; }

    /// <summary>The tokens that the answer carries, or would have carried.</summary>
    public IReadOnlyList<TokenMention> Issued { get; init; } = [];

    /// <summary>The known tokens that the request presented.</summary>
    public IReadOnlyList<TokenMention> Spent { get; init; } = [];

    /// <summary>The scripted fault that was applied, in words.</summary>
    public string? Fault { get; init; }

    /// <summary>What the emulator has to say about the request, such as why it was refused.</summary>
    public string? Note { get; init; }

    /// <summary>The ids that a request to PlayStation Network carried, good or not, and the account of a push connection; null elsewhere.</summary>
    public PsnRequestTrail? Trail { get; init; }

    /// <summary>The <see cref="Sequence"/> of the earlier request that this finding is about.</summary>
    public long? RefersTo { get; init; }

    /// <summary>The event as one line of JSON; members without a value are left out.</summary>
    /// <returns>The line, without its end.</returns>
    public string ToJson() => EventJson.Write(this);
}

/// <summary>What the emulator found when it checked a request's proof-of-possession signature.</summary>
public enum SignatureVerdict
{
    /// <summary>The request carried no signature.</summary>
    Absent,

    /// <summary>The signature covers the bytes received, was made with the right key, and is fresh where freshness is checked.</summary>
    Verified,

    /// <summary>
    /// The signature is well formed, but no key is known yet that it could be checked with. A later event whose
    /// <see cref="EmulatorEvent.RefersTo"/> names this one has the verdict.
    /// </summary>
    Deferred,

    /// <summary>The signature is right, but its timestamp is outside the endpoint's window.</summary>
    Stale,

    /// <summary>The signature is malformed, covers other bytes, or was made with another key.</summary>
    Bad,
}

/// <summary>A token as the event log may show it: its kind and a short fingerprint, never its value.</summary>
/// <param name="Kind">The kind, such as <c>msa_refresh</c>, <c>device</c> or <c>xsts</c>.</param>
/// <param name="Fingerprint">The first eight hexadecimal digits of the SHA-256 of the token's UTF-8 bytes.</param>
public sealed record TokenMention(string Kind, string Fingerprint)
{
    /// <summary>Names a token without showing it. A test uses this to find its own token in the log.</summary>
    /// <param name="kind">The kind of token.</param>
    /// <param name="token">The token's value; only its fingerprint is kept.</param>
    /// <returns>The mention.</returns>
    public static TokenMention Of(string kind, string token) =>
        new(kind, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 4)));

    /// <summary>Returns <c>kind:fingerprint</c>.</summary>
    /// <returns>The mention as text.</returns>
    public override string ToString() => $"{Kind}:{Fingerprint}";
}

/// <summary>Writes an event as the log file has it.</summary>
internal static class EventJson
{
    public static string Write(EmulatorEvent one) => Encoding.UTF8.GetString(JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("sequence", one.Sequence);
        writer.WriteString("time", one.Time);
        writer.WriteString("host", one.Host);
        writer.WriteString("step", one.Step);
        writer.WriteString("method", one.Method);
        writer.WriteString("path", one.Path);
        writer.WriteNumber("status", one.Status);
        writer.WriteString("signature", one.Signature.ToString().ToLowerInvariant());
        Text(writer, "signatureDetail", one.SignatureDetail);
        if (one.SignatureAge is { } age) { writer.WriteNumber("signatureAgeSeconds", age.TotalSeconds); }
        Text(writer, "keyThumbprint", one.KeyThumbprint);
        Text(writer, "contractVersion", one.ContractVersion);
        Text(writer, "audience", one.Audience);
        Tokens(writer, "issued", one.Issued);
        Tokens(writer, "spent", one.Spent);
        Text(writer, "fault", one.Fault);
        Text(writer, "note", one.Note);
        Text(writer, "requestId", one.Trail?.RequestId);
        Text(writer, "correlationId", one.Trail?.CorrelationId);
        Text(writer, "traceId", one.Trail?.TraceId);
        Text(writer, "spanId", one.Trail?.SpanId);
        Text(writer, "accountId", one.Trail?.AccountId);
        if (one.RefersTo is { } earlier) { writer.WriteNumber("refersTo", earlier); }
        writer.WriteEndObject();
    }).Span);

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) { writer.WriteString(name, value); }
    }

    private static void Tokens(Utf8JsonWriter writer, string name, IReadOnlyList<TokenMention> tokens)
    {
        if (tokens.Count == 0) { return; }
        writer.WriteStartArray(name);
        foreach (TokenMention token in tokens) { writer.WriteStringValue(token.ToString()); }
        writer.WriteEndArray();
    }
}
