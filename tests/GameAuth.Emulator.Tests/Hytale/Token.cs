using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Hytale;

/// <summary>A JWT taken apart.</summary>
internal sealed class Token
{
    private readonly string[] _parts;

    public Token(string compact) => _parts = compact.Split('.');

    public JsonObject Header => Read(0);

    public JsonObject Claims => Read(1);

    public byte[] SigningInput => Encoding.ASCII.GetBytes($"{_parts[0]}.{_parts[1]}");

    public byte[] Signature => Base64Url.DecodeFromChars(_parts[2]);

    public string? this[string claim] => Claims[claim]?.ToString();

    /// <summary>The published key that the header names.</summary>
    public JsonObject KeyIn(JsonNode keys) =>
        keys["keys"]!.AsArray().Single(key => key!["kid"]?.ToString() == Header["kid"]!.ToString())!.AsObject();

    public bool VerifiesIn(JsonNode keys) =>
        OpenSslEd25519.Instance!.Verifies(Base64Url.DecodeFromChars(KeyIn(keys)["x"]!.ToString()), SigningInput, Signature);

    private JsonObject Read(int part) => JsonNode.Parse(Base64Url.DecodeFromChars(_parts[part]))!.AsObject();
}
