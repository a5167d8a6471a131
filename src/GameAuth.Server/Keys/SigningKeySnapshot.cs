using System.Buffers;
using System.Text;
using System.Text.Json;
using GameAuth.Jose;

namespace GameAuth.Server;

/// <summary>The signing keys as a node last read them. Immutable and safe for use from any thread.</summary>
internal sealed class SigningKeySnapshot
{
    private readonly SigningKeyRecord[] _records;
    private readonly Dictionary<string, IJwsSigner> _signers;

    /// <param name="generation">Counts the sets of keys that this node has seen: what was verified under another one is verified again.</param>
    /// <param name="records">The keys; one that can't be read is left out.</param>
    /// <param name="factories">Opens them.</param>
    /// <param name="before">The keys before, whose signers are used on; null for none.</param>
    public SigningKeySnapshot(long generation, IReadOnlyList<SigningKeyRecord> records, SigningKeyFactories factories, SigningKeySnapshot? before)
    {
        Generation = generation;
        _records = [.. records];
        _signers = new Dictionary<string, IJwsSigner>(StringComparer.Ordinal);
        List<JsonWebKey> keys = [];
        foreach (SigningKeyRecord record in _records)
        {
            if (JsonWebKey.TryParse(Encoding.UTF8.GetBytes(record.PublicKey), out JsonWebKey? key, out _))
            {
                keys.Add(key);
            }

            if (before?._signers.GetValueOrDefault(record.KeyId) is { } open || factories.TryOpen(record, out open))
            {
                _signers[record.KeyId] = open;
            }
        }

        Keys = JsonWebKeySet.Of(keys);
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            Keys.WriteTo(writer);
        }

        Document = json.WrittenMemory;
    }

    /// <summary>Counts the sets of keys; 1 is the first.</summary>
    public long Generation { get; }

    /// <summary>The public keys.</summary>
    public JsonWebKeySet Keys { get; }

    /// <summary>The published set (RFC 7517 section 5) in UTF-8.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>The key that signs at a time; null where this host can't open it.</summary>
    public IJwsSigner? SignerAt(DateTimeOffset now) =>
        SigningKeyRules.SignerAt(_records, now) is { } record ? _signers.GetValueOrDefault(record.KeyId) : null;

    /// <summary>Whether these are the same keys with the same times.</summary>
    public bool Has(IReadOnlyList<SigningKeyRecord> records) =>
        _records.Select(static one => (one.KeyId, one.SignsFrom)).SequenceEqual(records.Select(static one => (one.KeyId, one.SignsFrom)));
}
