using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>The ciphers of the rows that were used last, since a row's key costs more to derive than its row to open.</summary>
/// <remarks>
/// A cipher is taken out while it is used, because an <see cref="AesGcm"/> is not made for two threads at once; who finds none makes one. The number
/// of places is fixed, and one is overwritten by the next row that falls on it. What is kept can open these rows and no others; the keys of all are in memory anyway.
/// </remarks>
internal sealed class RowCiphers
{
    private const int Places = 64;

    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>Takes the cipher of a row, or null.</summary>
    public Entry? Take(RowKey row)
    {
        Entry? found = Interlocked.Exchange(ref PlaceOf(row), null);
        if (found is not null && found.Row != row)
        {
            found.Cipher.Dispose();
            found = null;
        }

        return found;
    }

    /// <summary>Puts it back for the next use.</summary>
    public void Return(Entry entry) => Interlocked.Exchange(ref PlaceOf(entry.Row), entry)?.Cipher.Dispose();

    private ref Entry? PlaceOf(RowKey row) => ref _entries[(uint)row.GetHashCode() % Places];

    /// <summary>A cipher, and what it is for.</summary>
    internal sealed record Entry(RowKey Row, AesGcm Cipher);
}
