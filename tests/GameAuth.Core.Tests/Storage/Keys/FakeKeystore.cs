using System.Collections.Concurrent;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A keystore in memory, in any state that a real one may be in.</summary>
internal sealed class FakeKeystore : IKeystore
{
    private readonly ConcurrentDictionary<KeystoreItem, byte[]> _items = new();
    private int _calls;

    public bool Absent { get; set; }

    public bool Locked { get; set; }

    /// <summary>While it is set, calls hang until it is signalled.</summary>
    public ManualResetEventSlim? Hang { get; set; }

    /// <summary>What a keystore gives back that does not keep what it is given.</summary>
    public byte[]? GivesBack { get; set; }

    public int Calls => _calls;

    public ICollection<KeystoreItem> Items => _items.Keys;

    public string Name => "fake";

    public void Probe() => Answer();

    public byte[]? Find(KeystoreItem item)
    {
        Answer();
        return GivesBack ?? (_items.TryGetValue(item, out byte[]? content) ? [.. content] : null);
    }

    public void Store(KeystoreItem item, byte[] content)
    {
        Answer();
        _items[item] = [.. content];
    }

    public void Delete(KeystoreItem item)
    {
        Answer();
        _items.TryRemove(item, out _);
    }

    public void Clear() => _items.Clear();

    private void Answer()
    {
        Interlocked.Increment(ref _calls);
        Hang?.Wait();
        if (Absent)
        {
            throw KeystoreException.Absent("There is no fake keystore here.");
        }

        if (Locked)
        {
            throw KeystoreException.Refused("the fake is locked. Unlock it.");
        }
    }
}
