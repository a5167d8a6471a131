using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Jose;

namespace GameAuth.Server;

/// <summary>Makes signing keys of the algorithm that the host has chosen, and opens those of every algorithm that it knows. Safe for use from any thread.</summary>
internal sealed class SigningKeyFactories
{
    // 96 bits of the thumbprint: unique among a server's keys, and short in every token.
    private const int KeyIdLength = 16;

    private readonly IJwsKeyFactory _preferred;
    private readonly Dictionary<JwsAlgorithm, IJwsKeyFactory> _byAlgorithm = new() { [JwsAlgorithm.Rs256] = new RsaJwsKeyFactory() };

    public SigningKeyFactories(IEnumerable<IJwsKeyFactory> chosen)
    {
        _preferred = _byAlgorithm[JwsAlgorithm.Rs256];
        foreach (IJwsKeyFactory factory in chosen)
        {
            _byAlgorithm[factory.Algorithm] = _preferred = factory;
        }
    }

    /// <summary>The algorithm of new keys, as a header names it.</summary>
    public string Algorithm => NameOf(_preferred.Algorithm);

    public SigningKeyRecord Create(DateTimeOffset now, DateTimeOffset signsFrom, TimeSpan lifetime)
    {
        byte[] privateKey = _preferred.Create();
        try
        {
            IJwsSigner nameless = _preferred.Open(privateKey, "new");
            string keyId = nameless.PublicKey.Thumbprint[..KeyIdLength];
            (nameless as IDisposable)?.Dispose();
            IJwsSigner signer = _preferred.Open(privateKey, keyId);
            string publicKey = Write(signer.PublicKey);
            (signer as IDisposable)?.Dispose();
            return new SigningKeyRecord
            {
                KeyId = keyId,
                Algorithm = Algorithm,
                PrivateKey = new Secret(Convert.ToBase64String(privateKey)),
                PublicKey = publicKey,
                CreatedAt = now,
                SignsFrom = signsFrom,
                SignsUntil = signsFrom + lifetime,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    /// <summary>Opens a private key; false where no factory is left that can. What an exception says about a key is not passed on.</summary>
    public bool TryOpen(SigningKeyRecord record, [NotNullWhen(true)] out IJwsSigner? signer)
    {
        signer = null;
        if (_byAlgorithm.FirstOrDefault(one => NameOf(one.Key) == record.Algorithm).Value is not { } factory)
        {
            return false;
        }

        byte[] privateKey = [];
        try
        {
            privateKey = Convert.FromBase64String(record.PrivateKey.Reveal());
            signer = factory.Open(privateKey, record.KeyId);
            return true;
        }
        catch (Exception damaged) when (damaged is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    /// <summary>The name of an algorithm (RFC 7518 section 3.1, RFC 8037 section 3.1).</summary>
    private static string NameOf(JwsAlgorithm algorithm) => algorithm switch
    {
        JwsAlgorithm.Rs256 => "RS256",
        JwsAlgorithm.Es256 => "ES256",
        JwsAlgorithm.EdDsa => "EdDSA",
        _ => throw new GameAuthConfigurationException("GameAuth:Server: UseSigningKeys has a factory without an algorithm; use one for RS256, ES256 or EdDSA.") { Step = "options" },
    };

    private static string Write(JsonWebKey key)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            key.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
