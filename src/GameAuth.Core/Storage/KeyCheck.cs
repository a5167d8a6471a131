namespace GameAuth.Storage;

/// <summary>A row in the open place <c>gameauth/key-check</c>, sealed when the store is first written to: it tells a wrong key, under which every hidden name would just be missing.</summary>
internal sealed class KeyCheck(ITokenStore store, ITokenProtector protector)
{
    /// <summary>Where it is; not hidden, so that any key finds it.</summary>
    public static readonly RowKey Place = new("gameauth", "key-check");

    private volatile bool _passed;

    /// <summary>Compares the key with the one that founded the store.</summary>
    /// <param name="found">Whether a store without the row gets it now, since it is about to be written to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CredentialStoreException">It is another one (<see cref="RowState.WrongKey"/>).</exception>
    public async ValueTask EnsureAsync(bool found, CancellationToken cancellationToken)
    {
        while (!_passed)
        {
            Row row = await store.ReadAsync(Place, cancellationToken).ConfigureAwait(false);
            if (row.State == RowState.Missing)
            {
                if (!found)
                {
                    return;
                }

                // Of two first runs with two keys one is told, whoever comes second.
                RowVersion first = RowVersion.NewEpoch();
                _passed = await store.TryWriteAsync(Place, expected: null, first, protector.Protect([], Place, first), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                // Damage or a newer format here says nothing about the key: the rows speak for themselves.
                _passed = !row.HasValue || protector.Unprotect(row.Value.Span, Place, row.Version, out _) != RowState.WrongKey
                    ? true
                    : throw Refusal();
            }
        }
    }

    private static CredentialStoreException Refusal() => new(
        "The token store was made with another master key. Configure that key, or remove the store to start over.",
        RowState.WrongKey) { Step = "master key" };
}
