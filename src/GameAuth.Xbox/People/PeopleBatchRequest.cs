namespace GameAuth.Xbox;

/// <summary>The body of <c>POST /users/me/people/batch</c>.</summary>
internal sealed class PeopleBatchRequest
{
    public required IReadOnlyList<string> Xuids { get; init; }
}
