using System.Runtime.InteropServices;
using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Reads and writes the row of one slot.</summary>
internal sealed class TokenRowWriter<T>(TokenSlot<T> slot)
    where T : class, IToken
{
    private const int Tries = 8;

    /// <summary>Reads the row.</summary>
    /// <exception cref="CredentialStoreException">It is there and can not be opened; a damaged row of a derived token counts as missing instead.</exception>
    public async ValueTask<TokenRow<T>> ReadAsync(CancellationToken deadline)
    {
        Row row = await slot.Chain.Engine.Vault.ReadAsync(slot.Key, deadline).ConfigureAwait(false);
        if (!row.HasValue)
        {
            return row.State is RowState.Missing || (row.State is RowState.Corrupt && slot.Source.IsDerived)
                ? new TokenRow<T>(row.State, row.State is RowState.Missing ? null : row.Version, null, null)
                : throw slot.Chain.Engine.CannotOpen(slot, row.State);
        }

        try
        {
            StoredToken stored = RowJson.Read(row.Value, TokensJsonContext.Default.StoredToken);
            T token = stored.Token.Deserialize(slot.TypedSource.SaveAs!) ?? throw new JsonException();
            return new TokenRow<T>(row.State, row.Version, stored, token);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or CredentialStoreException)
        {
            // The JSON error may quote the value, so it stays here.
            return slot.Source.IsDerived
                ? new TokenRow<T>(RowState.Corrupt, row.Version, null, null)
                : throw slot.Chain.Engine.CannotOpen(slot, RowState.Corrupt);
        }
    }

    /// <summary>Whether the row's token may be handed out: not ended, not refused, and every ancestor still of the epoch it came from.</summary>
    public async ValueTask<TokenEntry<T>?> AdoptAsync(TokenRow<T> row, bool evenIfDue, CancellationToken deadline)
    {
        if (row.Token is null || row.Version is not { } version || version == slot.RefusedVersion)
        {
            return null;
        }

        TokenEntry<T> entry = slot.Entry(row.Token, version, row.Stored!.Lineage, row.Stored.MintedAt);
        long now = slot.Chain.Engine.UtcTicks;
        return now < (evenIfDue ? entry.UsableUntil : entry.RefreshAt) && await slot.Chain.LivesAsync(entry.Lineage, deadline).ConfigureAwait(false)
            ? entry
            : null;
    }

    /// <summary>Writes a token over the row that the writer saw; null when another writer was first.</summary>
    /// <param name="seen">The row that the writer saw.</param>
    /// <param name="token">The token.</param>
    /// <param name="lineage">What it was minted from.</param>
    /// <param name="sameGrant">Whether the token was spent for it: then what descends from that one descends from this one too.</param>
    /// <param name="deadline">Ends the wait.</param>
    public async ValueTask<RowVersion?> TryWriteAsync(
        TokenRow<T> seen, T token, IReadOnlyList<Ancestor> lineage, bool sameGrant, CancellationToken deadline)
    {
        byte[] previous = seen.Stored is { } known ? JsonMarshal.GetRawUtf8Value(known.Token).ToArray() : [];
        StoredToken stored = ToStore(token, lineage, previous, seen.Stored?.Unknown);
        bool continues = seen.Stored is { } before && (sameGrant || Ancestor.SameEpochs(before.Lineage, lineage));
        return await TryWriteAsync(seen, stored, continues, deadline).ConfigureAwait(false);
    }

    /// <summary>Writes the first token of a row; false when there is a row already.</summary>
    public ValueTask<bool> TryCreateAsync(T token, RowVersion version, CancellationToken deadline) =>
        slot.Chain.Engine.Vault.TryWriteAsync(slot.Key, expected: null, version, Write(ToStore(token, [], previous: default, unknown: null)), deadline);

    /// <summary>Writes an intent over the row that the writer saw; null when another writer was first.</summary>
    public async ValueTask<TokenRow<T>?> TryDeclareAsync(TokenRow<T> seen, MintIntent? intent, CancellationToken deadline)
    {
        StoredToken stored = seen.Stored!.With(intent);
        if (await TryWriteAsync(seen, stored, continues: true, deadline).ConfigureAwait(false) is not { } version)
        {
            return null;
        }

        slot.Renumbered(seen.Version, version);
        return seen with { Version = version, Stored = stored, State = RowState.Found };
    }

    /// <summary>Saves a derived token, or adopts the one that another writer saved first.</summary>
    public async Task<TokenEntry<T>> SaveAsync(T token, IReadOnlyList<Ancestor> lineage, CancellationToken deadline)
    {
        if (!slot.Source.IsSaved)
        {
            return slot.UnsavedEntry(token, lineage);
        }

        for (int i = 0; i < Tries; i++)
        {
            TokenRow<T> seen = await ReadAsync(deadline).ConfigureAwait(false);
            if (await TryWriteAsync(seen, token, lineage, sameGrant: false, deadline).ConfigureAwait(false) is { } version)
            {
                return slot.Entry(token, version, lineage);
            }
        }

        throw slot.Chain.Engine.Contended(slot);
    }

    private async ValueTask<RowVersion?> TryWriteAsync(TokenRow<T> seen, StoredToken stored, bool continues, CancellationToken deadline)
    {
        RowVersion next = continues ? seen.NextVersion() : RowVersion.NewEpoch();
        return await slot.Chain.Engine.Vault.TryWriteAsync(slot.Key, seen.Version, next, Write(stored), deadline).ConfigureAwait(false)
            ? next
            : null;
    }

    private static byte[] Write(StoredToken stored) => JsonSerializer.SerializeToUtf8Bytes(stored, TokensJsonContext.Default.StoredToken);

    private StoredToken ToStore(T token, IReadOnlyList<Ancestor> lineage, byte[]? previous, IDictionary<string, JsonElement>? unknown) => new()
    {
        Token = JsonElement.Parse(RowJson.Write(token, slot.TypedSource.SaveAs!, previous)),
        MintedAt = slot.Chain.Engine.Time.GetUtcNow(),
        Lineage = lineage,
        Unknown = unknown,
    };
}
