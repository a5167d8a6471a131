using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Reads what was just written from the store again: only then may the source go.</summary>
internal static class ReadBack
{
    /// <exception cref="CredentialStoreException">The store returned something else, or nothing.</exception>
    public static async Task CheckAsync<T>(TokenCacheEntry<T> slot, T written, CancellationToken cancellationToken)
        where T : class, IToken
    {
        TokenRow<T> row = await new TokenRowWriter<T>(slot).ReadAsync(cancellationToken).ConfigureAwait(false);
        JsonElement wanted = JsonSerializer.SerializeToElement(written, slot.TypedSource.SaveAs!);
        if (row.Stored is null || row.State is not RowState.Found || !JsonElement.DeepEquals(row.Stored.Token, wanted))
        {
            throw Failed(slot.Chain.Provider);
        }
    }

    public static CredentialStoreException Failed(string provider) => new(
        "The token store returned something else than an import had just written to it. Check its disk; the source of the import was not touched.",
        RowState.StoreUnavailable) { Provider = provider, Step = "import" };
}
