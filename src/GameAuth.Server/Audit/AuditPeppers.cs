using System.Security.Cryptography;
using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Server;

/// <summary>
/// The key under which the audit hashes addresses and user agents: random, shared by all nodes, a new one each day. No other is kept, so that with a day's pepper the way from its rows to an address is gone.
/// Safe for use from any thread.
/// </summary>
internal sealed class AuditPeppers(ApplicationRecords records, TimeProvider time)
{
    /// <summary>How long a pepper is the current one.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private const string Name = "current";
    private const int Size = 32;
    private const int Tries = 8;

    private readonly RecordSet<AuditPepperRecord> _records = records.Set("audit-peppers", AuditPepperJson.Default.AuditPepperRecord);
    private byte[]? _current;

    /// <summary>The current one; null before the first reading.</summary>
    public byte[]? Current => Volatile.Read(ref _current);

    /// <summary>Reads the pepper, and makes a new one when its time has come. Of nodes that do so at once one is first, and the others take its pepper.</summary>
    /// <exception cref="CredentialStoreException">The token store can't be read or written; the one of before stays in use.</exception>
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

            AuditPepperRecord made = new() { Current = new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size))), MadeAt = now };
            if (await _records.TrySaveAsync(Name, made, stored, cancellationToken).ConfigureAwait(false))
            {
                Publish(made);
                return;
            }
        }
    }

    private void Publish(AuditPepperRecord record) => Volatile.Write(ref _current, Convert.FromBase64String(record.Current.Reveal()));
}

/// <summary>The pepper as it stands sealed in the token store.</summary>
internal sealed record AuditPepperRecord
{
    /// <summary>The current one, as base64.</summary>
    public required Secret Current { get; init; }

    /// <summary>When the current one was made (UTC).</summary>
    public required DateTimeOffset MadeAt { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(AuditPepperRecord))]
internal sealed partial class AuditPepperJson : JsonSerializerContext;
