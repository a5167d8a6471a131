namespace GameAuth.Xbox;

/// <summary>The body of <c>POST /users/batch</c>.</summary>
internal sealed class PresenceBatchRequest
{
    public required IReadOnlyList<string> Users { get; init; }

    public required string Level { get; init; }

    public required bool OnlineOnly { get; init; }
}
