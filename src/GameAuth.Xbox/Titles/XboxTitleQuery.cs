namespace GameAuth.Xbox;

/// <summary>Which titles of a history are asked for. Immutable; by default those of the account's own player.</summary>
public sealed record XboxTitleQuery
{
    /// <summary>The player's Xbox user id. Default null: the account's own.</summary>
    public string? Xuid { get; init; }

    /// <summary>How many at most, the latest first, from 1 to 10,000. Default null: all that the service has.</summary>
    public int? MaxItems { get; init; }

    /// <summary>The language of the texts, as a tag of BCP 47 such as <c>de-DE</c>. Default null: <see cref="XboxOptions.Language"/>.</summary>
    public string? Language { get; init; }
}
