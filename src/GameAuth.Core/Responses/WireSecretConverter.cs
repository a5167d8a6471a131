using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>Reads a token, code or key of an answer straight into a <see cref="Secret"/>, and never writes one.</summary>
/// <remarks>Name it in the context that a provider reads answers with; what is stored is written by <see cref="Storage.StoredSecretConverter"/>. Stateless.</remarks>
public sealed class WireSecretConverter : JsonConverter<Secret>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is an object or a list. The message does not repeat it.</exception>
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(WireStringConverter.ReadText(ref reader));

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: an answer is only read.</exception>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A Secret is read from an answer, never written by this converter.");
}
