using GameAuth.Storage;

namespace GameAuth.Torture;

/// <summary>Our file store under our protector, by their public API, as an application's engine uses them.</summary>
internal sealed class GameAuthSubject(string directory) : ISubject
{
    private const string Partition = "torture";

    private readonly FileTokenStore _store = new(directory);
    private readonly AesGcmTokenProtector _protector = new(Partition, new CallerKeySource([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]));

    public async Task OpenAsync()
    {
        await _protector.PrepareAsync(CancellationToken.None);
        await _store.OpenAsync(CancellationToken.None);
    }

    public async Task SaveAsync(string row, byte[] value)
    {
        RowKey key = Place(row);
        Row seen = await _store.ReadAsync(key, CancellationToken.None);
        RowVersion next = seen.NextVersion();
        RowVersion? expected = seen.State is RowState.Missing ? null : seen.Version;
        if (!await _store.TryWriteAsync(key, expected, next, _protector.Protect(value, key, next), CancellationToken.None))
        {
            throw new InvalidOperationException("There is one writer, and yet another one was first.");
        }
    }

    public async Task DeleteAsync(string row)
    {
        RowKey key = Place(row);
        Row seen = await _store.ReadAsync(key, CancellationToken.None);
        if (seen.State is not RowState.Missing && !await _store.TryDeleteAsync(key, seen.Version, CancellationToken.None))
        {
            throw new InvalidOperationException("There is one writer, and yet another one was first.");
        }
    }

    public async Task<Sight> ReadAsync(string row)
    {
        RowKey key = Place(row);
        Row seen = await _store.ReadAsync(key, CancellationToken.None);
        if (!seen.HasValue)
        {
            return seen.State is RowState.Missing ? Sight.Missing : Sight.Unreadable(seen.State.ToString());
        }

        RowState state = _protector.Unprotect(seen.Value.Span, key, seen.Version, out byte[] plain);
        return state is RowState.Found ? Sight.Of(plain, seen.State.ToString()) : Sight.Unreadable($"{state} by the seal");
    }

    private static RowKey Place(string row) => new(Partition, row);
}
