using System.Text;
using GameAuth.Storage;

namespace GameAuth.Torture;

/// <summary>Our file store under our protector, by their public API, as an application's engine uses them.</summary>
/// <param name="directory">The store's directory.</param>
/// <param name="masterKey">The number of the master key that seals.</param>
/// <param name="olderKey">The number of one that still opens; null for none.</param>
internal sealed class GameAuthSubject(string directory, int masterKey = 0, int? olderKey = null) : ISubject
{
    private const string Partition = "torture";
    private const int KeySize = 32;
    private const int OldKeys = 8;
    private const int HeaderSize = 64;
    private const int SlotAlignment = 4096;

    // What the engine puts before a value inside the seal: schema 1, no flags, and here no names.
    private static readonly byte[] Envelope = [1, 0, 0, 0, 0, 0, 0, 0];

    private readonly FileTokenStore _store = new(directory);
    private int _masterKey = masterKey;
    private AesGcmTokenProtector _protector = olderKey is { } older ? new(Partition, KeyOf(masterKey), KeyOf(older)) : new(Partition, KeyOf(masterKey));

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
        if (!await _store.TryWriteAsync(key, expected, next, _protector.Protect([.. Envelope, .. value], key, next), CancellationToken.None))
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

    /// <summary>Seals every row with the current key, after which the older one is not needed.</summary>
    public async Task RewrapAsync()
    {
        RewrapReport report = await new TokenStoreMaintenance(_store, _protector).RewrapAllAsync();
        if (!report.IsComplete)
        {
            throw new InvalidOperationException($"{report.NotOpened} rows do not open for a new key.");
        }
    }

    /// <summary>Goes over to another key: every row is sealed with it, and the old one is dropped.</summary>
    public async Task RotateKeyAsync(int next)
    {
        _protector = new(Partition, KeyOf(next), KeyOf(_masterKey));
        _masterKey = next;
        await RewrapAsync();
        _protector = new(Partition, KeyOf(next));
        await _protector.PrepareAsync(CancellationToken.None);
    }

    /// <summary>Puts a row's file into quarantine, as the store does with a damaged one; nothing happens before the first save.</summary>
    public void KeepCopy(string fingerprint)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(_store.Directory, "entries"), "*.gat").Take(1))
        {
            File.Copy(file, Path.Combine(_store.Directory, "quarantine", $"{Path.GetFileName(file)}.{fingerprint}"), overwrite: true);
        }
    }

    /// <summary>How many slots of the directory the last keys before the current one open, whatever a checksum says.</summary>
    public async Task<int> CountOldSlotsAsync()
    {
        MasterKeySource[] old = [.. Enumerable.Range(Math.Max(0, _masterKey - OldKeys), Math.Min(OldKeys, _masterKey)).Select(KeyOf)];
        if (old.Length == 0)
        {
            return 0;
        }

        AesGcmTokenProtector opener = new(Partition, old[0], old[1..]);
        await opener.PrepareAsync(CancellationToken.None);
        int count = 0;
        foreach (string path in Directory.GetFiles(_store.Directory, "*", SearchOption.AllDirectories))
        {
            byte[] file = await File.ReadAllBytesAsync(path);
            for (int at = 0; at + HeaderSize <= file.Length; at += SlotAlignment)
            {
                count += IsOpen(opener, file.AsSpan(at)) ? 1 : 0;
            }
        }

        return count;
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
        return state is RowState.Found ? Sight.Of(plain[Envelope.Length..], seen.State.ToString()) : Sight.Unreadable($"{state} by the seal");
    }

    // A slot's header: epoch at 32, number at 40, then the lengths of body, partition and name; the body has them in this order, and the value.
    private static bool IsOpen(AesGcmTokenProtector opener, ReadOnlySpan<byte> slot)
    {
        int body = BitConverter.ToInt32(slot[48..]);
        int partition = BitConverter.ToUInt16(slot[52..]);
        int names = partition + BitConverter.ToUInt16(slot[54..]);
        if (body < names || body > slot.Length - HeaderSize)
        {
            return false;
        }

        ReadOnlySpan<byte> content = slot.Slice(HeaderSize, body);
        RowKey key = new(Encoding.Unicode.GetString(content[..partition]), Encoding.Unicode.GetString(content[partition..names]));
        RowVersion version = new(BitConverter.ToUInt64(slot[32..]), BitConverter.ToUInt64(slot[40..]));
        return opener.Unprotect(content[names..], key, version, out _) is RowState.Found;
    }

    private static CallerKeySource KeyOf(int number) => new([.. Enumerable.Range(1, KeySize).Select(i => (byte)(i + number))]);

    private static RowKey Place(string row) => new(Partition, row);
}
