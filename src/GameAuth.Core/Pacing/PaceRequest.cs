namespace GameAuth.Providers;

/// <summary>What a request asks of the pacer: a place in every window of every scope that it names.</summary>
/// <param name="Scopes">
/// The scopes whose windows apply, such as <c>xbox/profile/</c> and the account's key; none needs no permit. The narrowest comes first:
/// what the answer says of limits is learnt for that one, or for all of them where it says that the limit is global.
/// </param>
/// <param name="FailFast">True throws <see cref="ThrottledException"/> with the exact earliest time instead of waiting; default false.</param>
/// <param name="Priority">Higher goes first among those that wait for the same scopes; within one priority it is first come, first served. Default 0.</param>
/// <param name="MaxWait">A wait that is going to be longer is refused at once, as with <paramref name="FailFast"/>; null waits as long as it takes. Default null.</param>
public readonly record struct PaceRequest(IReadOnlyList<string> Scopes, bool FailFast = false, int Priority = 0, TimeSpan? MaxWait = null)
{
    /// <summary>No scope: the request is not paced.</summary>
    public static PaceRequest None => default;

    /// <summary>Whether no permit is needed.</summary>
    public bool IsNone => Scopes is null || Scopes.Count == 0;
}
