using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Stores a token that was handed over outside a mint: under the row's lease, so that it never meets a refresh on the wire, and by compare-and-swap.</summary>
internal sealed class TokenOffer<T>(TokenCacheEntry<T> entry)
    where T : class, IToken
{
    private const int Rounds = 6;

    private readonly TokenEngine _engine = entry.Chain.Engine;
    private readonly TokenRowWriter<T> _rows = new(entry);

    /// <returns>The stored token; null when the row holds another one than the expected.</returns>
    public async Task<CachedToken<T>?> RunAsync(T token, T expected, CancellationToken cancellationToken)
    {
        _engine.Drain.Enter(entry.Source.Name);
        try
        {
            IStoreLease lease = await _engine.Vault.LeaseAsync(entry.Key, _engine.Options.LeaseWait, cancellationToken).ConfigureAwait(false) ?? throw _engine.Contended(entry);
            await using (lease.ConfigureAwait(false))
            {
                return await WriteAsync(token, expected, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _engine.Drain.Exit();
        }
    }

    private async Task<CachedToken<T>?> WriteAsync(T token, T expected, CancellationToken cancellationToken)
    {
        JsonElement wanted = JsonSerializer.SerializeToElement(expected, entry.TypedSource.SaveAs!);
        for (int round = 0; round < Rounds; round++)
        {
            TokenRow<T> row = await _rows.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (row.Token is null || !JsonElement.DeepEquals(JsonSerializer.SerializeToElement(row.Token, entry.TypedSource.SaveAs!), wanted))
            {
                return null;
            }

            // A store whose leases can be lost may have let a refresh in: its intent has changed the row, or its token will not be written over this one.
            if (await _rows.TryWriteAsync(row, token, row.Stored!.Lineage, sameGrant: true, cancellationToken).ConfigureAwait(false) is { } version)
            {
                return await NoteAsync(token).ConfigureAwait(false) ? entry.Cache(token, version, row.Stored.Lineage) : null;
            }
        }

        throw _engine.Contended(entry);
    }

    /// <returns>False where the account was signed out meanwhile: its rows are gone again.</returns>
    private async Task<bool> NoteAsync(T token)
    {
        try
        {
            await (entry.Chain.Grant?.MintedAsync(token, CancellationToken.None) ?? Task.CompletedTask).ConfigureAwait(false);
            return true;
        }
        catch (SignInRequiredException)
        {
            return false;
        }
    }
}
