using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>What a key is made of, whatever its id, prepared to verify. Safe for use from any thread.</summary>
internal abstract class KeyMaterial
{
    public abstract JwsAlgorithm Algorithm { get; }

    /// <summary>The members that a thumbprint is made of, in the order of their names (RFC 7638 section 3.2).</summary>
    public abstract IReadOnlyList<(string Name, string Value)> RequiredMembers { get; }

    public abstract bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);

    /// <summary>Disposes what .NET holds for the key, instead of leaving it to the finalizer; for a key that comes once. It can still verify.</summary>
    public virtual void Release()
    {
    }

    public void WriteMembersTo(Utf8JsonWriter writer)
    {
        foreach ((string name, string value) in RequiredMembers)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>The SHA-256 thumbprint (RFC 7638 section 3): over the required members, in order, without white space.</summary>
    public byte[] ComputeThumbprint()
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            WriteMembersTo(writer);
            writer.WriteEndObject();
        }

        return SHA256.HashData(json.WrittenSpan);
    }
}

/// <summary>An Octet Key Pair on Ed25519 (RFC 8037 section 2).</summary>
internal sealed class Ed25519Material(Ed25519PublicKey key) : KeyMaterial
{
    public override JwsAlgorithm Algorithm => JwsAlgorithm.EdDsa;

    public override IReadOnlyList<(string Name, string Value)> RequiredMembers
    {
        get
        {
            byte[] x = new byte[Ed25519PublicKey.Size];
            key.Export(x);
            return [("crv", "Ed25519"), ("kty", "OKP"), ("x", Base64Url.EncodeToString(x))];
        }
    }

    public override bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) => key.Verify(signingInput, signature);
}

/// <summary>Key objects of .NET that stand for one key. Their members promise nothing to two threads at once, so each caller has one to itself.</summary>
/// <remarks>One that the pool has no place for, or that is lost, is disposed or finalised; what the pool holds lives as long as the key.</remarks>
internal sealed class KeyObjectPool<T>(Func<T> make)
    where T : class, IDisposable
{
    private readonly T?[] _idle = new T?[Environment.ProcessorCount];

    public T Rent()
    {
        foreach (ref T? place in _idle.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } key)
            {
                return key;
            }
        }

        return make();
    }

    public void Return(T key)
    {
        foreach (ref T? place in _idle.AsSpan())
        {
            if (place is null && Interlocked.CompareExchange(ref place, key, null) is null)
            {
                return;
            }
        }

        key.Dispose();
    }

    /// <summary>Disposes those that are idle. A later caller gets a new one.</summary>
    public void Clear()
    {
        foreach (ref T? place in _idle.AsSpan())
        {
            Interlocked.Exchange(ref place, null)?.Dispose();
        }
    }
}
