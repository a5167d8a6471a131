using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth;

/// <summary>What a serializer meets by default: a secret that was put into a log or a response by mistake stops there. Public for the JSON source generator alone.</summary>
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
