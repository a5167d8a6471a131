using System.Security.Cryptography;
using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Server;

/// <summary>
/// The keys under which the audit hashes addresses and user agents: random, shared by all nodes, a new one each day. The one before is kept, so that a day's end hides nothing; those before it are
/// gone, and with them the way from a row to an address. Safe for use from any thread.
/// </summary>
internal sealed class AuditPeppers(ApplicationRecords records, TimeProvider time)
{
    /// <summary>How long a pepper is the current one.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private const string Name = "current";
    private const int Size = 32;
    private const int Tries = 8;

    private readonly RecordSet<AuditPepperRecord> _records = records.Set("audit-peppers", AuditPepperJson.Default.AuditPepperRecord);
    private byte[][] _peppers = [];

    /// <summary>The current one and the one before, where there is one; none before the first reading.</summary>
    public IReadOnlyList<byte[]> Loaded => Volatile.Read(ref _peppers);

    /// <summary>Reads the peppers, and makes a new one when its time has come. Of nodes that do so at once one is first, and the others take its pepper.</summary>
    /// <exception cref="CredentialStoreException">The token store can't be read or written; those of before stay in use.</exception>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < Tries; i++)
        {
            StoredRecord<AuditPepperRecord>? stored = await _records.FindAsync(Name, cancellationToken).ConfigureAwait(false);
            DateTimeOffset now = time.GetUtcNow();
            if (stored?.Value is { } current && now - current.MadeAt < Lifetime)
            {
                Publish(current);
                return;
            }

            // Who was away for two days has nothing to keep.
            bool isNext = stored is not null && now - stored.Value.MadeAt < 2 * Lifetime;
            AuditPepperRecord made = new()
            {
                Current = new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size))), Before = isNext ? stored!.Value.Current : null, MadeAt = now,
            };
            if (await _records.TrySaveAsync(Name, made, stored, cancellationToken).ConfigureAwait(false))
            {
                Publish(made);
                return;
            }
        }
    }

    private void Publish(AuditPepperRecord record) => Volatile.Write(
        ref _peppers, record.Before is { } before ? [Bytes(record.Current), Bytes(before)] : [Bytes(record.Current)]);

    private static byte[] Bytes(Secret secret) => Convert.FromBase64String(secret.Reveal());
}

/// <summary>The peppers as they stand sealed in the token store.</summary>
internal sealed record AuditPepperRecord
{
    /// <summary>The current one, as base64.</summary>
    public required Secret Current { get; init; }

    /// <summary>The one before; null where there is none.</summary>
    public Secret? Before { get; init; }

    /// <summary>When the current one was made (UTC).</summary>
    public required DateTimeOffset MadeAt { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(AuditPepperRecord))]
internal sealed partial class AuditPepperJson : JsonSerializerContext;
