using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>
/// Tells of sign-ins that end soon, whoever uses the account: once for each threshold over all processes that share the store, since a record beside the account says what has been
/// told; and late, where a threshold was passed while nothing ran.
/// </summary>
/// <remarks>Used by one thread, the watch's.</remarks>
internal sealed class SignInExpiryNotice(TokenEngine engine, IEnumerable<TimeSpan> thresholds)
{
    private const string Name = "told";

    private static readonly TimeSpan ListInterval = TimeSpan.FromHours(1);

    /// <summary>A service that counts an absolute end down in seconds names it a little otherwise each time; that is the same end.</summary>
    private static readonly TimeSpan SameEnd = TimeSpan.FromHours(1);

    private readonly TimeSpan[] _thresholds = [.. thresholds.Distinct().Order()];
    private readonly Dictionary<AccountId, SignInExpiryRecord> _known = [];
    private readonly RecordSet<SignInExpiryRecord> _records =
        new(engine.Vault, "gameauth", "sign-in-expiry", "record/sign-in-expiry/", SignInExpiryJson.Default.SignInExpiryRecord);

    private DateTimeOffset _listAt = DateTimeOffset.MinValue;

    /// <summary>Looks at the accounts that this process has met, by what is known of them, and every hour at all that are stored.</summary>
    public async Task LookAsync(AccountDirectory[] directories, CancellationToken cancellationToken)
    {
        DateTimeOffset now = engine.Time.GetUtcNow();
        bool all = engine.Clock.Now >= _listAt;
        foreach (AccountDirectory directory in directories)
        {
            foreach (AccountBinding binding in directory.Met)
            {
                await LookAsync(directory, binding.State.Row, now, cancellationToken).ConfigureAwait(false);
            }

            if (all)
            {
                // Not met by this: an account that nobody uses here is not looked at every second.
                await foreach ((AccountRow? row, _) in directory.Rows.ListAsync(cancellationToken).ConfigureAwait(false))
                {
                    await (row is null ? Task.CompletedTask : LookAsync(directory, row, now, cancellationToken)).ConfigureAwait(false);
                }
            }
        }

        _listAt = all ? engine.Clock.After(ListInterval) : _listAt;
    }

    private async Task LookAsync(AccountDirectory directory, AccountRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (row.Status is AccountStatus.SignInRequired || row.SignInExpiresAt is not { } end || end <= now)
        {
            return;
        }

        // Of several that have passed while nothing ran, the nearest says it all.
        AccountId id = directory.IdOf(row.Key);
        TimeSpan threshold = Array.Find(_thresholds, one => end - now <= one);
        if (threshold == default || (_known.TryGetValue(id, out SignInExpiryRecord? known) && known.Covers(end, threshold, SameEnd)))
        {
            return;
        }

        RecordSet<SignInExpiryRecord> records = _records.In(directory.PartitionOf(row.Key));
        StoredRecord<SignInExpiryRecord>? told = await records.FindAsync(Name, cancellationToken).ConfigureAwait(false);
        SignInExpiryRecord record = new(end, threshold);
        if (told?.Value.Covers(end, threshold, SameEnd) == true)
        {
            _known[id] = told.Value;
        }
        else if (await records.TrySaveAsync(Name, record, told, cancellationToken).ConfigureAwait(false))
        {
            _known[id] = record;
            engine.Telemetry.SignInEndsSoon(directory.Provider, new SignInEndsSoonEvent(AuthEventNames.SignInEndsSoon, now, id, end, threshold));
        }
    }
}

/// <summary>What has been told of an account.</summary>
/// <param name="EndsAt">The end that it was told of.</param>
/// <param name="Threshold">The nearest threshold that it was told for.</param>
internal sealed record SignInExpiryRecord(DateTimeOffset EndsAt, TimeSpan Threshold)
{
    public bool Covers(DateTimeOffset end, TimeSpan threshold, TimeSpan tolerance) => Threshold <= threshold && end - EndsAt <= tolerance;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SignInExpiryRecord))]
internal sealed partial class SignInExpiryJson : JsonSerializerContext;
