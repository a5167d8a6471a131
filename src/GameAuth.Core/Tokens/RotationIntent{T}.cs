using GameAuth.Storage;

namespace GameAuth.Providers;

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
            && !string.Equals(other.By, _engine.InstanceId, StringComparison.Ordinal) && _engine.Time.GetUtcNow() < other.Until)
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
            or ProviderException { Status: null, IsTransient: true } or ProviderException { Status: >= 400 and < 500 };
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
