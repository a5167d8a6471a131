namespace GameAuth.Toy;

/// <summary>One player in the file.</summary>
internal sealed record ToySavedSession
{
    public string? RefreshToken { get; init; }

    public string? ClientId { get; init; }

    public string? Subject { get; init; }

    public string? Name { get; init; }

    public DateTimeOffset? SignInExpiresAt { get; init; }
}
