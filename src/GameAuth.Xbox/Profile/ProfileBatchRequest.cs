namespace GameAuth.Xbox;

/// <summary>The body of <c>POST /users/batch/profile/settings</c>.</summary>
internal sealed class ProfileBatchRequest
{
    public required IReadOnlyList<string> UserIds { get; init; }

    public required IReadOnlyList<string> Settings { get; init; }
}
