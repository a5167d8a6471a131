using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Reads and writes the row of one entry.</summary>
internal sealed class TokenRowWriter<T>(TokenCacheEntry<T> entry)
    where T : class, IToken
{
    private const int Tries = 8;

    /// <summary>Reads the row.</summary>
    /// <exception cref="CredentialStoreException">It is there and can not be opened; a damaged row of a derived token counts as missing instead.</exception>
    public async ValueTask<TokenRow<T>> ReadAsync(CancellationToken deadline)
    {
        Row row = await entry.Chain.Engine.Vault.ReadAsync(entry.Key, deadline).ConfigureAwait(false);
        if (!row.HasValue)
        {
            return row.State is RowState.Missing || (row.State is RowState.Corrupt && entry.Source.IsDerived)
                ? new TokenRow<T>(row.State, row.State is RowState.Missing ? null : row.Version, null, null)
                : throw entry.Chain.Engine.CannotOpen(entry, row.State);
        }

        try
        {
            StoredToken stored = RowJson.Read(row.Value, TokensJsonContext.Default.StoredToken);
            T token = stored.Token.Deserialize(entry.TypedSource.SaveAs!) ?? throw new JsonException();
            return new TokenRow<T>(row.State, row.Version, stored, token);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or CredentialStoreException)
        {
            // The JSON error may quote the value, so it stays here.
            return entry.Source.IsDerived
                ? new TokenRow<T>(RowState.Corrupt, row.Version, null, null)
                : throw entry.Chain.Engine.CannotOpen(entry, RowState.Corrupt);
        }
    }

    /// <summary>Whether the row's token may be handed out: not ended, not refused, and every ancestor still of the epoch it came from.</summary>
    public async ValueTask<CachedToken<T>?> AdoptAsync(TokenRow<T> row, bool evenIfDue, CancellationToken deadline)
    {
        if (row.Token is null || row.Version is not { } version || version == entry.RefusedVersion || IsRefused(row))
        {
            return null;
        }

        CachedToken<T> cached = entry.Cache(row.Token, version, row.Stored!.Lineage, row.Stored.MintedAt);
        long now = entry.Chain.Engine.Clock.Ticks;
        return now < (evenIfDue ? cached.UsableUntil : cached.RefreshAt) && await entry.Chain.LivesAsync(cached.Lineage, deadline).ConfigureAwait(false)
            ? cached
            : null;
    }

    // The intent of another process, which is about to replace the token, gives the row another version and leaves the token as it is.
    private bool IsRefused(TokenRow<T> row) => entry.RefusedToken is { } refused && entry.TypedSource.SaveAs is { } json
        && JsonElement.DeepEquals(JsonSerializer.SerializeToElement(refused, json), row.Stored!.Token);

    /// <summary>Writes a token over the row that the writer saw; null when another writer was first.</summary>
    /// <param name="seen">The row that the writer saw.</param>
    /// <param name="token">The token.</param>
    /// <param name="lineage">What it was minted from.</param>
    /// <param name="sameGrant">Whether the token was spent for it: then what descends from that one descends from this one too.</param>
    /// <param name="deadline">Ends the wait.</param>
    public async ValueTask<RowVersion?> TryWriteAsync(
        TokenRow<T> seen, T token, IReadOnlyList<ParentVersion> lineage, bool sameGrant, CancellationToken deadline)
    {
        byte[] previous = seen.Stored is { } known ? JsonMarshal.GetRawUtf8Value(known.Token).ToArray() : [];
        StoredToken stored = ToStore(token, lineage, previous, seen.Stored?.Unknown);
        bool continues = seen.Stored is { } before && (sameGrant || ParentVersion.SameEpochs(before.Lineage, lineage));
        return await TryWriteAsync(seen, stored, continues, deadline).ConfigureAwait(false);
    }

    /// <summary>Writes the first token of a row; false when there is a row already.</summary>
    public ValueTask<bool> TryCreateAsync(T token, RowVersion version, CancellationToken deadline) =>
        entry.Chain.Engine.Vault.TryWriteAsync(entry.Key, expected: null, version, Write(ToStore(token, [], previous: default, unknown: null)), deadline);

    /// <summary>Writes an intent over the row that the writer saw; null when another writer was first.</summary>
    public async ValueTask<TokenRow<T>?> TryDeclareAsync(TokenRow<T> seen, StoredIntent? intent, CancellationToken deadline)
    {
        StoredToken stored = seen.Stored!.With(intent);
        if (await TryWriteAsync(seen, stored, continues: true, deadline).ConfigureAwait(false) is not { } version)
        {
            return null;
        }

        entry.Renumbered(seen.Version, version);
        return seen with { Version = version, Stored = stored, State = RowState.Found };
    }

    /// <summary>Saves a derived token, or adopts the one that another writer saved first.</summary>
    public async Task<CachedToken<T>> SaveAsync(T token, IReadOnlyList<ParentVersion> lineage, CancellationToken deadline)
    {
        if (!entry.Source.IsSaved)
        {
            return entry.CacheUnsaved(token, lineage);
        }

        for (int i = 0; i < Tries; i++)
        {
            TokenRow<T> seen = await ReadAsync(deadline).ConfigureAwait(false);
            if (await TryWriteAsync(seen, token, lineage, sameGrant: false, deadline).ConfigureAwait(false) is { } version)
            {
                return entry.Cache(token, version, lineage);
            }
        }

        throw entry.Chain.Engine.Contended(entry);
    }

    private async ValueTask<RowVersion?> TryWriteAsync(TokenRow<T> seen, StoredToken stored, bool continues, CancellationToken deadline)
    {
        RowVersion next = continues ? seen.NextVersion() : RowVersion.NewEpoch();
        return await entry.Chain.Engine.Vault.TryWriteAsync(entry.Key, seen.Version, next, Write(stored), deadline).ConfigureAwait(false)
            ? next
            : null;
    }

    private static byte[] Write(StoredToken stored) => JsonSerializer.SerializeToUtf8Bytes(stored, TokensJsonContext.Default.StoredToken);

    private StoredToken ToStore(T token, IReadOnlyList<ParentVersion> lineage, byte[]? previous, IDictionary<string, JsonElement>? unknown) => new()
    {
        Token = JsonElement.Parse(RowJson.Write(token, entry.TypedSource.SaveAs!, previous)),
        MintedAt = entry.Chain.Engine.Time.GetUtcNow(),
        Lineage = lineage,
        Unknown = unknown,
    };
}

/// <summary>A token's row as it was read.</summary>
/// <param name="State">Missing, found, recovered, or (for what can be derived again) corrupt.</param>
/// <param name="Version">The version, where there is one.</param>
/// <param name="Stored">The row; null where there is none.</param>
/// <param name="Token">Its token; null where there is none.</param>
internal sealed record TokenRow<T>(RowState State, RowVersion? Version, StoredToken? Stored, T? Token)
    where T : class, IToken
{
    /// <summary>The version of a write that stays in the row's epoch.</summary>
    public RowVersion NextVersion() => new Row(State, Version ?? default, default).NextVersion();

    /// <summary>Whether both hold the same token, whatever their intents.</summary>
    public bool SameToken(TokenRow<T> other) =>
        Stored is { } mine && other.Stored is { } theirs && JsonElement.DeepEquals(mine.Token, theirs.Token);
}

/// <summary>A token's row, in the clear, before it is sealed. Members that a newer release added survive a rewrite by this one.</summary>
internal sealed class StoredToken
{
    public JsonElement Token { get; init; }

    public DateTimeOffset MintedAt { get; init; }

    public IReadOnlyList<ParentVersion> Lineage { get; init; } = [];

    public StoredIntent? Intent { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    public StoredToken With(StoredIntent? intent) => new() { Token = Token, MintedAt = MintedAt, Lineage = Lineage, Intent = intent, Unknown = Unknown };
}

/// <summary>The word, saved before the wire, that a single-use token is about to be presented.</summary>
/// <param name="By">The process that says so.</param>
/// <param name="Until">When its deadline has passed (UTC).</param>
/// <param name="InDoubt">Whether an earlier presentation of the same token had no answer.</param>
internal sealed record StoredIntent(string By, DateTimeOffset Until, bool InDoubt);

/// <summary>The JSON of token rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredToken))]
internal sealed partial class TokensJsonContext : JsonSerializerContext;

/// <summary>
/// The intent of a rotating token: saved by compare-and-swap before the wire, so that of two holders only one presents the
/// token, and a crash in between is told apart from a revocation.
/// </summary>
internal sealed class RotationIntent<T>(TokenCacheEntry<T> entry, TokenRowWriter<T> rows)
    where T : class, IToken
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly TokenEngine _engine = entry.Chain.Engine;

    /// <summary>Declares the intent; a source that does not rotate needs none. Null means that the row has changed and is to be read again.</summary>
    public async ValueTask<TokenRow<T>?> DeclareAsync(TokenRow<T> row, IStoreLease lease, CancellationToken deadline)
    {
        if (entry.Source.RefreshBehavior is not RefreshBehavior.Rotating)
        {
            return row;
        }

        // A lease that can be lost says nothing of its last holder, who may be waiting for an answer: look again until its deadline.
        while (lease.Lost.CanBeCanceled && row.Stored!.Intent is { } other
            && !string.Equals(other.By, _engine.InstanceId, StringComparison.Ordinal) && _engine.Clock.Now < entry.OverAt(other))
        {
            await Task.Delay(Look, _engine.Time, deadline).ConfigureAwait(false);
            TokenRow<T> now = await rows.ReadAsync(deadline).ConfigureAwait(false);
            if (!now.SameToken(row))
            {
                return null;
            }

            row = now;
        }

        // A row read from its older entry, or one whose last presentation had no answer, may hold a token that is already spent.
        bool inDoubt = row.Stored!.Intent is not null || row.State is RowState.Recovered;
        StoredIntent intent = new(_engine.InstanceId, _engine.Time.GetUtcNow() + _engine.Options.MintTimeout, inDoubt);
        return await rows.TryDeclareAsync(row, intent, deadline).ConfigureAwait(false);
    }

    /// <summary>Takes the intent back where the failure proves that the token was not spent; otherwise it stays and says that the token is in doubt.</summary>
    public async Task WithdrawAsync(TokenRow<T> declared, Exception error)
    {
        bool unspent = error is ThrottledException or AccountRestrictedException or IllegalStepException or GameAuthConfigurationException
            or ProviderException { Status: null, IsTransient: true } or ProviderException { Status: >= 300 and < 500 };
        if (entry.Source.RefreshBehavior is not RefreshBehavior.Rotating || !unspent || declared.Stored!.Intent!.InDoubt)
        {
            return;
        }

        try
        {
            await rows.TryDeclareAsync(declared, intent: null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or CredentialStoreException)
        {
            // The intent stays: the token then counts as in doubt, which is the safe side.
            _engine.Log.IntentNotWithdrawn(entry.Source.Name, failure.GetType().Name);
        }
    }
}
