namespace GameAuth.Emulator.Tokens;

/// <summary>A token that this emulator gave out: opaque to clients, known here by its value.</summary>
internal abstract class IssuedToken
{
    public required string Value { get; init; }

    /// <summary>The kind's name in the event log.</summary>
    public abstract string KindName { get; }

    public required DateTimeOffset NotAfter { get; set; }

    public TokenMention Mention => TokenMention.Of(KindName, Value);

    public bool IsExpired(DateTimeOffset now) => now >= NotAfter;
}
