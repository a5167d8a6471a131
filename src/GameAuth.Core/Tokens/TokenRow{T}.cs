using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

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
