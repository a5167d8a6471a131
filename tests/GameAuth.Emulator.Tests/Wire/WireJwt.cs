using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>An ES384 JWT taken apart and verified, written from RFC 7515 and RFC 7518 and from nothing else.</summary>
internal sealed class WireJwt(string text)
{
    private readonly string[] _parts = text.Split('.');

    public JsonObject Header => Json(0);

    public JsonObject Payload => Json(1);

    /// <summary>Whether the signature is by the key that a base64 SubjectPublicKeyInfo holds.</summary>
    public bool IsBy(string publicKey)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return _parts.Length == 3 && key.VerifyData(Encoding.ASCII.GetBytes($"{_parts[0]}.{_parts[1]}"), Base64Url.DecodeFromChars(_parts[2]), HashAlgorithmName.SHA384);
    }

    private JsonObject Json(int part) => JsonNode.Parse(Base64Url.DecodeFromChars(_parts[part]))!.AsObject();
}
