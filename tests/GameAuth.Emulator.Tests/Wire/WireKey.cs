using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>A client's key and the signing of requests, written from the published layout and from nothing else.</summary>
internal sealed class WireKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public JsonObject Jwk
    {
        get
        {
            ECParameters parts = _key.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["kty"] = "EC", ["crv"] = "P-256", ["alg"] = "ES256", ["use"] = "sig",
                ["x"] = Base64Url.EncodeToString(parts.Q.X), ["y"] = Base64Url.EncodeToString(parts.Q.Y),
            };
        }
    }

    public string Sign(string method, string target, string authorization, byte[] body, DateTimeOffset at, int version = 1, int cap = 8192)
    {
        using MemoryStream image = new();
        byte[] head = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(head, version);
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(4), at.ToFileTime());
        image.Write(head, 0, 4);
        image.WriteByte(0);
        image.Write(head, 4, 8);
        image.WriteByte(0);
        foreach (string part in new[] { method, target, authorization })
        {
            image.Write(Encoding.ASCII.GetBytes(part));
            image.WriteByte(0);
        }

        image.Write(body, 0, Math.Min(body.Length, cap));
        image.WriteByte(0);
        byte[] signature = _key.SignData(image.ToArray(), HashAlgorithmName.SHA256);
        return Convert.ToBase64String([.. head, .. signature]);
    }

    public void Dispose() => _key.Dispose();
}
