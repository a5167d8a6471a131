namespace GameAuth.Jose;

/// <summary>How much of a token is looked at. Immutable.</summary>
public sealed class JwsLimits
{
    /// <summary>The longest key id: 128 bytes as written.</summary>
    public const int MaxKeyIdLength = 128;

    internal const int MaxMembers = 128;

    /// <summary>The limits with their defaults.</summary>
    public static JwsLimits Default { get; } = new();

    /// <summary>The longest token, in bytes. The default is 8192.</summary>
    public int MaxTokenLength { get; init; } = 8192;

    /// <summary>How deeply the JSON of a part may be nested; the outer object is one. The default is 8, and 32 is the most.</summary>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 32);
            field = value;
        }
    }
    = 8;
}
