using System.Security.Cryptography;
using GameAuth.Storage;

namespace GameAuth.Hardware.Tests;

/// <summary>Hardware that keeps its keys in a dictionary, fails on order, and notices two callers at once.</summary>
internal sealed class FakeKeyHardware : IKeyHardware
{
    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);
    private int _inside;

    public KeyHardwareException? Failure { get; set; }

    public ECCurve Curve { get; set; } = ECCurve.NamedCurves.nistP256;

    public bool SignsWithAnotherKey { get; set; }

    public int Overlaps { get; private set; }

    public IReadOnlyCollection<string> References => _keys.Keys;

    public static KeyHardwareException OutOfReach => new("It is out of reach.", RowState.KeyUnavailable);

    public string? FindObstacle() => Failure?.Message;

    public string Create() => Do(() =>
    {
        string reference = $"fake-key-{_keys.Count}";
        _keys[reference] = ECDsa.Create(Curve);
        return reference;
    });

    public byte[] ReadPublicKey(string reference) => Do(() => Find(reference).ExportSubjectPublicKeyInfo());

    public byte[] SignHash(string reference, ReadOnlySpan<byte> hash)
    {
        byte[] copy = hash.ToArray();
        return Do(() => (SignsWithAnotherKey ? ECDsa.Create(Curve) : Find(reference)).SignHash(copy));
    }

    public void Delete(string reference) => Do(() => _keys.Remove(reference));

    public void Replace(string reference) => _keys[reference] = ECDsa.Create(Curve);

    private ECDsa Find(string reference) =>
        _keys.TryGetValue(reference, out ECDsa? key) ? key : throw new KeyHardwareException("There is no such key.", RowState.WrongKey);

    private T Do<T>(Func<T> call)
    {
        Overlaps += Interlocked.Increment(ref _inside) > 1 ? 1 : 0;
        try
        {
            return Failure is null ? call() : throw Failure;
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }
}
