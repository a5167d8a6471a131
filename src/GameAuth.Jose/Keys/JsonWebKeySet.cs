using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>A set of verification keys (RFC 7517 section 5). Immutable and safe for use from any thread.</summary>
/// <remarks>Keys that can not be used are left out and named in <see cref="Refused"/>; two different keys of one id are both left out.</remarks>
public sealed class JsonWebKeySet
{
    /// <summary>The longest text of a set: 65536 bytes.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The largest number of keys in a set: 32.</summary>
    public const int MaxKeys = 32;

    private readonly FrozenDictionary<string, JsonWebKey> _byId;
    private readonly FrozenDictionary<string, JsonWebKey>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    internal JsonWebKeySet(IReadOnlyList<JsonWebKey> keys, IReadOnlyList<RefusedJsonWebKey> refused)
    {
        (Keys, Refused) = (keys, refused);
        _byId = keys.Where(static key => key.KeyId is not null).ToFrozenDictionary(static key => key.KeyId!, StringComparer.Ordinal);
        _lookup = _byId.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The keys that can be used, in their order. One without an id is found by no lookup.</summary>
    public IReadOnlyList<JsonWebKey> Keys { get; }

    /// <summary>The keys that can not be used.</summary>
    public IReadOnlyList<RefusedJsonWebKey> Refused { get; }

    /// <summary>Reads a set.</summary>
    /// <param name="utf8Json">An object with a list <c>keys</c>; at most <see cref="MaxLength"/> bytes and <see cref="MaxKeys"/> keys.</param>
    /// <param name="set">The set, with one usable key at least.</param>
    /// <param name="error">Why it was refused as a whole.</param>
    /// <returns>Whether there is a set.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> utf8Json, [NotNullWhen(true)] out JsonWebKeySet? set, out JwkError error)
    {
        set = null;
        using JsonDocument? document = JwkDocument.Parse(utf8Json, out error);
        if (document is null)
        {
            return false;
        }

        if (!document.RootElement.TryGetProperty("keys", out JsonElement keys) || keys.ValueKind != JsonValueKind.Array)
        {
            error = JwkError.NotJson;
            return false;
        }

        if (keys.GetArrayLength() > MaxKeys)
        {
            error = JwkError.TooLarge;
            return false;
        }

        set = JwkSetReader.Read(keys);
        if (set.Keys.Count == 0)
        {
            (set, error) = (null, JwkError.NoUsableKey);
        }

        return set is not null;
    }

    /// <summary>Finds a key by its id.</summary>
    /// <param name="keyId">The id.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetKey(string keyId, [NotNullWhen(true)] out JsonWebKey? key) => _byId.TryGetValue(keyId, out key);

    /// <summary>Finds a key by the id that a token's header names; nothing is allocated.</summary>
    /// <param name="keyId">The id.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether there is one; false also when the header names none.</returns>
    [SkipLocalsInit]
    public bool TryGetKey(scoped JsonText keyId, [NotNullWhen(true)] out JsonWebKey? key)
    {
        key = null;
        if (keyId.Raw.Length is 0 or > JwsLimits.MaxKeyIdLength)
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[JwsLimits.MaxKeyIdLength];
        Span<char> chars = stackalloc char[JwsLimits.MaxKeyIdLength];
        int length = Encoding.UTF8.GetChars(utf8[..keyId.CopyTo(utf8)], chars);
        return _lookup.TryGetValue(chars[..length], out key);
    }

    /// <summary>Writes the set, as a service publishes it.</summary>
    /// <param name="writer">Receives one object.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteStartArray("keys");
        foreach (JsonWebKey key in Keys)
        {
            key.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>A set of one's own keys.</summary>
    /// <param name="keys">The keys; ids must differ.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">Two keys have the same id.</exception>
    public static JsonWebKeySet Of(params IEnumerable<JsonWebKey> keys) => new([.. keys], []);
}

/// <summary>A key of a set that can not be used.</summary>
/// <param name="Index">Its place in the set, from zero.</param>
/// <param name="KeyId">Its id, where it has one that can be shown.</param>
/// <param name="Error">Why it can not be used.</param>
public sealed record RefusedJsonWebKey(int Index, string? KeyId, JwkError Error);

/// <summary>Sorts the keys of a set into those that can be used and the others.</summary>
internal static class JwkSetReader
{
    public static JsonWebKeySet Read(JsonElement keys)
    {
        List<(int Index, JsonWebKey Key)> read = [];
        List<RefusedJsonWebKey> refused = [];
        int index = 0;
        foreach (JsonElement json in keys.EnumerateArray())
        {
            JwkError error = JwkReader.TryRead(json, out KeyMaterial? material, out string? keyId);
            if (material is not null)
            {
                read.Add((index, new JsonWebKey(material, keyId)));
            }
            else
            {
                refused.Add(new RefusedJsonWebKey(index, keyId, error));
            }

            index++;
        }

        // Which of two keys an id stands for would be a guess. The same key twice is no question.
        ILookup<string?, (int Index, JsonWebKey Key)> byId = read.Where(static one => one.Key.KeyId is not null).ToLookup(static one => one.Key.KeyId);
        bool IsDisputed((int Index, JsonWebKey Key) one) => byId[one.Key.KeyId].Any(other => other.Key.Thumbprint != one.Key.Thumbprint);
        refused.AddRange(read.Where(IsDisputed).Select(static one => new RefusedJsonWebKey(one.Index, one.Key.KeyId, JwkError.DuplicateKeyId)));
        JsonWebKey[] usable =
        [
            .. read.Where(one => !IsDisputed(one)).Select(static one => one.Key).DistinctBy(static key => (key.KeyId, key.Thumbprint)),
        ];
        return new JsonWebKeySet(usable, [.. refused.OrderBy(static one => one.Index)]);
    }
}
