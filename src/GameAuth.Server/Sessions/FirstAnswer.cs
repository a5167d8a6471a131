using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Server;

/// <summary>What the answer of an exchange is made from again while its client has not shown that it came: the handle of the family, what was asked, and the verifier's members. Immutable.</summary>
/// <remarks>
/// It is kept with the family, sealed by AES-256-GCM under a key of the family's own, and forgotten with the first acknowledgement. Sealed it is: version 1 | key id 4 | nonce 12 | tag 16 |
/// ciphertext of version 1, handle 32, SHA-256 of the body 32, thumbprint 32 or zeros, and the members as JSON.
/// </remarks>
internal sealed class FirstAnswer
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int NonceAt = 1 + SessionKey.IdSize;
    private const int TagAt = NonceAt + NonceSize;
    private const int CipherAt = TagAt + TagSize;
    private const int BodyAt = 1 + RefreshToken.HandleSize;
    private const int ThumbprintAt = BodyAt + SHA256.HashSizeInBytes;
    private const int MembersAt = ThumbprintAt + SHA256.HashSizeInBytes;
    private const int Largest = 4 * 1024;

    private readonly byte[] _handle;
    private readonly byte[] _asked;

    public FirstAnswer(ReadOnlySpan<byte> handle, ReadOnlySpan<byte> body, ReadOnlySpan<byte> keyThumbprint, IReadOnlyDictionary<string, string> members)
    {
        _handle = handle.ToArray();
        _asked = Asked(SHA256.HashData(body), keyThumbprint);
        Members = members;
    }

    private FirstAnswer(ReadOnlySpan<byte> plain)
    {
        _handle = plain[1..BodyAt].ToArray();
        _asked = plain[BodyAt..MembersAt].ToArray();
        Members = JsonSerializer.Deserialize(plain[MembersAt..], SessionJson.Default.DictionaryStringString) ?? [];
    }

    /// <summary>The handle of the family's refresh tokens: a secret.</summary>
    public ReadOnlySpan<byte> Handle => _handle;

    /// <summary>The verifier's members of the answer: secrets perhaps.</summary>
    public IReadOnlyDictionary<string, string> Members { get; }

    /// <summary>Opens what <see cref="Seal"/> made; null where it is none of these keys', or of another family.</summary>
    public static FirstAnswer? TryOpen(ReadOnlySpan<SessionKey> keys, FamilyId family, ReadOnlySpan<byte> sealedAnswer)
    {
        if (sealedAnswer.Length < CipherAt + MembersAt || sealedAnswer[0] != Version)
        {
            return null;
        }

        byte[] plain = new byte[sealedAnswer.Length - CipherAt];
        try
        {
            foreach (SessionKey key in keys)
            {
                if (key.Id.Span.SequenceEqual(sealedAnswer[1..NonceAt]) && TryOpen(key, family, sealedAnswer, plain))
                {
                    return plain[0] == Version ? new FirstAnswer(plain) : null;
                }
            }

            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Whether an exchange asks for the same: the same body, and the same key or none.</summary>
    public bool Answers(ReadOnlySpan<byte> body, ReadOnlySpan<byte> keyThumbprint) =>
        CryptographicOperations.FixedTimeEquals(_asked, Asked(SHA256.HashData(body), keyThumbprint));

    /// <summary>Seals it for a family.</summary>
    /// <exception cref="InvalidOperationException">The verifier's members are too many.</exception>
    public byte[] Seal(SessionKey key, FamilyId family)
    {
        byte[] members = JsonSerializer.SerializeToUtf8Bytes(Members, SessionJson.Default.IReadOnlyDictionaryStringString);
        int size = CipherAt + MembersAt + members.Length;
        if (size > Largest)
        {
            throw new InvalidDataException($"The verifier's {nameof(VerifiedIdentity.Answer)} has {members.Length} bytes as JSON; it has at most {Largest - CipherAt - MembersAt}.");
        }

        byte[] plain = [Version, .. _handle, .. _asked, .. members];
        byte[] result = new byte[size];
        result[0] = Version;
        key.Id.Span.CopyTo(result.AsSpan(1));
        RandomNumberGenerator.Fill(result.AsSpan(NonceAt, NonceSize));
        using AesGcm cipher = Cipher(key, family);
        cipher.Encrypt(result.AsSpan(NonceAt, NonceSize), plain, result.AsSpan(CipherAt), result.AsSpan(TagAt, TagSize), result.AsSpan(0, NonceAt));
        CryptographicOperations.ZeroMemory(plain);
        CryptographicOperations.ZeroMemory(members);
        return result;
    }

    /// <summary>Never the handle or the members.</summary>
    /// <returns>The number of members.</returns>
    public override string ToString() => $"[first answer with {Members.Count} members]";

    private static bool TryOpen(SessionKey key, FamilyId family, ReadOnlySpan<byte> sealedAnswer, Span<byte> plain)
    {
        using AesGcm cipher = Cipher(key, family);
        try
        {
            cipher.Decrypt(sealedAnswer[NonceAt..TagAt], sealedAnswer[CipherAt..], sealedAnswer[TagAt..CipherAt], plain, sealedAnswer[..NonceAt]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    // A key for each family seals one answer, so that no nonce comes twice under one key however many players sign in; and an answer that was moved to another family does not open.
    private static AesGcm Cipher(SessionKey key, FamilyId family)
    {
        Span<byte> own = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.FirstAnswer, family.Bytes.Span, own);
        AesGcm cipher = new(own, TagSize);
        CryptographicOperations.ZeroMemory(own);
        return cipher;
    }

    private static byte[] Asked(ReadOnlySpan<byte> bodyHash, ReadOnlySpan<byte> keyThumbprint)
    {
        byte[] asked = new byte[MembersAt - BodyAt];
        bodyHash.CopyTo(asked);
        keyThumbprint.CopyTo(asked.AsSpan(SHA256.HashSizeInBytes));
        return asked;
    }
}

/// <summary>The JSON of the engine's rows.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class SessionJson : JsonSerializerContext;
