namespace GameAuth.Xbox;

/// <summary>The kind of a title. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxTitleType
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>A game.</summary>
    Game,

    /// <summary>An app.</summary>
    App,
}
