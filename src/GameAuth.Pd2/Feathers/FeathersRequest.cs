using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Pd2;

/// <summary>A call as it goes over a connection: the method, the path, the arguments in the order of the method; then the answer, <c>[null, result]</c> or <c>[error]</c>.</summary>
/// <typeparam name="T">What the answer is read as.</typeparam>
internal sealed class FeathersRequest<T>(FeathersCall call, JsonTypeInfo<T> result) : PendingAck
{
    /// <summary>The answer; the default where the service answered null or nothing.</summary>
    public T? Value { get; private set; }

    /// <summary>What the service answered instead; null where it did not refuse.</summary>
    public FeathersError? Error { get; private set; }

    /// <summary>Whether an answer came that can not be read: no JSON, nested deeper than 64 levels, or of another shape.</summary>
    public bool IsUnreadable { get; private set; }

    public override void WriteArguments(Utf8JsonWriter writer)
    {
        writer.WriteStringValue(call.Name);
        writer.WriteStringValue(call.Service);
        if (call.Method is FeathersMethod.Get or FeathersMethod.Update or FeathersMethod.Patch or FeathersMethod.Remove)
        {
            if (call.Id is { } id)
            {
                writer.WriteStringValue(id);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        if (call.Method is FeathersMethod.Create or FeathersMethod.Update or FeathersMethod.Patch)
        {
            FeathersValue data = call.Data ?? throw new InvalidOperationException($"The call '{call.Step}' has no content.");
            data.WriteTo(writer);
        }

        call.Query?.WriteTo(writer);
    }

    public override void Read(ReadOnlySpan<byte> arguments)
    {
        try
        {
            // What nearly all answers are: a list of null and one value, which is read where it lies. Should there be more in the list, it does not fit.
            ReadOnlySpan<byte> whole = arguments.TrimEnd(" \t\r\n"u8);
            if (whole.StartsWith("[null,"u8) && whole[^1] == (byte)']' && TryRead(whole[6..^1]))
            {
                return;
            }

            ReadSlowly(arguments);
        }
        catch (Exception unread) when (unread is not OutOfMemoryException)
        {
            // A converter may throw anything, and its message may quote the value.
            IsUnreadable = true;
        }
    }

    private bool TryRead(ReadOnlySpan<byte> value)
    {
        try
        {
            Value = JsonSerializer.Deserialize(value, result);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadSlowly(ReadOnlySpan<byte> arguments)
    {
        Utf8JsonReader reader = new(arguments);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement list = document.RootElement;
        int length = list.ValueKind is JsonValueKind.Array ? list.GetArrayLength() : throw new JsonException();
        if (length > 0 && list[0].ValueKind is not JsonValueKind.Null)
        {
            Error = FeathersError.Read(list[0]);
        }
        else if (length > 1)
        {
            Value = list[1].Deserialize(result);
        }
    }
}
