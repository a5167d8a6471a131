namespace GameAuth.Storage;

/// <summary>A stored row opened as it is, with its envelope: for those who look at rows without knowing their names.</summary>
internal readonly record struct SealedRow(RowState State, byte[] Plain, RowKey? Real)
{
    public bool IsOpen => State is RowState.Found or RowState.Recovered;

    public static SealedRow Open(ITokenProtector protector, RowKey place, Row row)
    {
        if (!row.HasValue)
        {
            return new(row.State, [], null);
        }

        RowState state = protector.Unprotect(row.Value.Span, place, row.Version, out byte[] plain);
        if (state != RowState.Found || place == StoreKeyCheck.Place)
        {
            return new(state == RowState.Found ? row.State : state, plain, null);
        }

        state = RowEnvelope.Unwrap(plain, out RowKey real, out _);
        return state is RowState.Found or RowState.Recovered
            ? new(row.State == RowState.Recovered ? row.State : state, plain, real)
            : new(state, [], null);
    }

    /// <summary>The same row sealed with the current key, for this place and version; that it was recovered goes along.</summary>
    public byte[] Seal(ITokenProtector protector, RowKey place, RowVersion version)
    {
        if (State == RowState.Recovered && Real is not null)
        {
            RowEnvelope.MarkRecovered(Plain);
        }

        return protector.Protect(Plain, place, version);
    }
}
