namespace GameAuth.Providers;

/// <summary>What a request asks of the pacer: a place in every window of every scope that it names.</summary>
/// <param name="Scopes">The scopes whose windows apply, such as <c>xbox/profile/2533…</c>; none needs no permit.</param>
/// <param name="FailFast">True throws <see cref="ThrottledException"/> with the exact earliest time instead of waiting; default false.</param>
/// <param name="Priority">Higher goes first among those that wait for the same scopes; within one priority it is first come, first served. Default 0.</param>
public readonly record struct PaceRequest(IReadOnlyList<string> Scopes, bool FailFast = false, int Priority = 0)
{
    /// <summary>No scope: the request is not paced.</summary>
    public static PaceRequest None => default;

    /// <summary>Whether no permit is needed.</summary>
    public bool IsNone => Scopes is null || Scopes.Count == 0;
}
