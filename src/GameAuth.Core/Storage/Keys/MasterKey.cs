namespace GameAuth.Storage;

/// <summary>The 32 bytes from which every key of a store is derived. Immutable; prints without them.</summary>
public sealed class MasterKey
{
    /// <summary>The length of a master key in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;

    /// <summary>Wraps a key.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes from a cryptographic random generator or a key derivation; copied.</param>
    /// <param name="source">Where it came from, in words that may be logged.</param>
    /// <param name="protection">What guards it there.</param>
    /// <exception cref="ArgumentException">The length is wrong, or every byte is the same.</exception>
    public MasterKey(ReadOnlySpan<byte> bytes, string source, KeyProtection protection)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A master key has {Size} bytes; these are {bytes.Length}. Make one with RandomNumberGenerator.GetBytes({Size}).", nameof(bytes));
        }

        if (!bytes.ContainsAnyExcept(bytes[0]))
        {
            throw new ArgumentException($"A master key of one repeated byte is no key. Make one with RandomNumberGenerator.GetBytes({Size}).", nameof(bytes));
        }

        _bytes = bytes.ToArray();
        Source = source;
        Protection = protection;
    }

    /// <summary>Where it came from, in words that may be logged.</summary>
    public string Source { get; }

    /// <summary>What guards it there.</summary>
    public KeyProtection Protection { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Never the key.</summary>
    /// <returns>The source and its protection.</returns>
    public override string ToString() => $"[master key: {Source}, {Protection}]";
}
