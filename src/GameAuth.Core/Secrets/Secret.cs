using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth;

/// <summary>A token, code or key in memory. It prints redacted, and only <see cref="Reveal"/> shows it.</summary>
/// <remarks>
/// Immutable and safe for use from any thread. A serializer throws on it unless its context names
/// <see cref="Storage.StoredSecretConverter"/>, as the sealed rows of the token store do.
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

    /// <summary>The value itself. Call it only where the value goes on the wire.</summary>
    /// <returns>The wrapped value, verbatim.</returns>
    public string Reveal() => _value;

    /// <summary>Compares in constant time for values of one length.</summary>
    /// <param name="other">The other secret.</param>
    /// <returns>Whether both wrap the same value.</returns>
    public bool Equals(Secret? other) => other is not null
        && CryptographicOperations.FixedTimeEquals(
            MemoryMarshal.AsBytes(_value.AsSpan()),
            MemoryMarshal.AsBytes(other._value.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Never the value.</summary>
    /// <returns><c>[secret]</c></returns>
    public override string ToString() => "[secret]";
}

/// <summary>The default JSON converter of a <see cref="Secret"/>: it throws, so that a secret never gets into a log or a response by mistake. It is public for the JSON source generator only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RefusingSecretConverter : JsonConverter<Secret>
{
    private const string Message =
        "A Secret is not serialized. To store it in a sealed row, add GameAuth.Storage.StoredSecretConverter to the JsonSerializerContext.";

    /// <inheritdoc/>
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException(Message);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
        throw new NotSupportedException(Message);
}
