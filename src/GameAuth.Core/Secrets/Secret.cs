using System.Diagnostics;
using System.Text.Json.Serialization;

namespace GameAuth;

/// <summary>A token, code or key in memory. It prints redacted, and only <see cref="Reveal"/> shows it.</summary>
/// <remarks>
/// Immutable and safe for use from any thread. A serializer throws on it unless <see cref="Storage.StoredSecretConverter"/>
/// was asked for by name, which is what the sealed rows of the token store do.
/// </remarks>
[DebuggerDisplay("[secret]")]
[JsonConverter(typeof(RefusingSecretConverter))]
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    /// <summary>Wraps a value that must not be shown.</summary>
    /// <param name="value">The value; not null, may be empty.</param>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>The value itself. Call it where the value goes on the wire, nowhere else.</summary>
    /// <returns>The wrapped value, verbatim.</returns>
    public string Reveal() => _value;

    /// <summary>Compares in constant time for values of one length.</summary>
    /// <param name="other">The other secret.</param>
    /// <returns>Whether both wrap the same value.</returns>
    public bool Equals(Secret? other) => other is not null
        && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(_value.AsSpan()),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(other._value.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Never the value.</summary>
    /// <returns><c>[secret]</c></returns>
    public override string ToString() => "[secret]";
}
