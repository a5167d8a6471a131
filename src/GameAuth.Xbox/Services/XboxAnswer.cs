using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A service's answer, read.</summary>
/// <param name="Wire">The answer as it came, for errors about it.</param>
/// <param name="Body">Its body.</param>
internal readonly record struct XboxAnswer<T>(ProviderResponse Wire, T Body)
    where T : class
{
    /// <summary>A list that the answer must have: a null one is empty, but an answer without any is of another kind.</summary>
    public IReadOnlyList<TItem> Require<TItem>(IReadOnlyList<TItem>? list, string name) =>
        list ?? throw Wire.Failure($"has no list of {name}", isTransient: false);
}
