using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary>The keys of the Minecraft services: the root vouches for the intermediate, the intermediate for a client's key.</summary>
internal sealed class MinecraftKeys
{
    public MinecraftKey Root { get; } = new();

    public MinecraftKey Intermediate { get; } = new();

    /// <summary>Signs what a player may play.</summary>
    public MinecraftKey Entitlements { get; } = new();
}

/// <summary>A P-384 key of the services, new in each run. It signs JWTs with ES384 (RFC 7518 section 3.4). Thread safe.</summary>
internal sealed class MinecraftKey
{
    private readonly ECParameters _private;

    public MinecraftKey()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        _private = key.ExportParameters(includePrivateParameters: true);
        PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Base64 of the DER SubjectPublicKeyInfo, as <c>x5u</c> and <c>identityPublicKey</c> carry it.</summary>
    public string PublicKey { get; }

    /// <summary>A JWT in its compact form.</summary>
    /// <param name="headerMember">What the header has beside <c>alg</c>.</param>
    /// <param name="headerValue">Its value.</param>
    /// <param name="payload">The claims.</param>
    public string Sign(string headerMember, string headerValue, JsonObject payload)
    {
        string signed = $"{Part(new JsonObject { ["alg"] = "ES384", [headerMember] = headerValue })}.{Part(payload)}";
        using ECDsa key = ECDsa.Create(_private);
        byte[] signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(JsonText.Write(json).Span);
}
