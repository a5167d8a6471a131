using System.Text.Json;

namespace GameAuth.Pd2;

/// <summary>An event of a service, or the word that some may have been missed. Immutable.</summary>
/// <param name="Data">What the service said; undefined where this is a gap.</param>
internal readonly record struct FeathersEvent(JsonElement Data)
{
    /// <summary>Whether events may have been missed (a reconnect, a reader that was too slow), so that whoever needs all of them reads the state again.</summary>
    public bool IsGap => Data.ValueKind is JsonValueKind.Undefined;

    public override string ToString() => IsGap ? "gap" : "event";
}

/// <summary>A subscription to an event of a service, across reconnects: <c>await foreach</c>, one reader at a time. Dispose it to end it.</summary>
internal sealed class FeathersEvents : IAsyncEnumerable<FeathersEvent>, IDisposable
{
    public IAsyncEnumerator<FeathersEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public void Dispose()
    {
    }
}
