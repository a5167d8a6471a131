namespace GameAuth.Xbox;

/// <summary>Whom a call of a service is about, and in which language it answers. Immutable.</summary>
public sealed record XboxPlayerQuery
{
    /// <summary>The player's Xbox user id. Default null: the account's own.</summary>
    public string? Xuid { get; init; }

    /// <summary>The language of the texts, as a tag of BCP 47 such as <c>de-DE</c>. Default null: <see cref="XboxOptions.Language"/>.</summary>
    public string? Language { get; init; }
}
