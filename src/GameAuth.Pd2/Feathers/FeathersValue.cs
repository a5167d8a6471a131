using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Pd2;

/// <summary>An argument of a call, which writes itself: without reflection, straight into the frame. It may hold a secret and prints as nothing.</summary>
internal abstract class FeathersValue
{
    /// <summary>A value of a type that a JSON context knows.</summary>
    public static FeathersValue Of<T>(T value, JsonTypeInfo<T> type) => new Typed<T>(value, type);

    /// <summary>One that is written by hand: exactly one JSON value.</summary>
    public static FeathersValue Of<TState>(TState state, Action<Utf8JsonWriter, TState> write) => new Written<TState>(state, write);

    /// <summary>JSON as it is.</summary>
    public static FeathersValue Of(JsonElement value) => new Written<JsonElement>(value, static (writer, element) => element.WriteTo(writer));

    public abstract void WriteTo(Utf8JsonWriter writer);

    public sealed override string ToString() => "";

    private sealed class Typed<T>(T value, JsonTypeInfo<T> type) : FeathersValue
    {
        public override void WriteTo(Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, value, type);
    }

    private sealed class Written<TState>(TState state, Action<Utf8JsonWriter, TState> write) : FeathersValue
    {
        public override void WriteTo(Utf8JsonWriter writer) => write(writer, state);
    }
}
