using System.Text;
using System.Text.Json;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator;

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
        if (one.SignatureAge is { } age) writer.WriteNumber("signatureAgeSeconds", age.TotalSeconds);
        Text(writer, "keyThumbprint", one.KeyThumbprint);
        Text(writer, "contractVersion", one.ContractVersion);
        Text(writer, "audience", one.Audience);
        Tokens(writer, "issued", one.Issued);
        Tokens(writer, "spent", one.Spent);
        Text(writer, "fault", one.Fault);
        Text(writer, "note", one.Note);
        if (one.RefersTo is { } earlier) writer.WriteNumber("refersTo", earlier);
        writer.WriteEndObject();
    }).Span);

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }

    private static void Tokens(Utf8JsonWriter writer, string name, IReadOnlyList<TokenMention> tokens)
    {
        if (tokens.Count == 0) return;
        writer.WriteStartArray(name);
        foreach (TokenMention token in tokens) writer.WriteStringValue(token.ToString());
        writer.WriteEndArray();
    }
}
