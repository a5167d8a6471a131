namespace GameAuth.Providers;

/// <summary>A result that may have been fetched for somebody else.</summary>
/// <typeparam name="TValue">The result's type.</typeparam>
/// <param name="Value">The result.</param>
/// <param name="Age">How long ago its fetch began: what it says was true then, or later.</param>
/// <param name="IsStale">Whether it is older than the caller wished, because fetching it anew failed.</param>
public readonly record struct Coalesced<TValue>(TValue Value, TimeSpan Age, bool IsStale);
