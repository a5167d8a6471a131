namespace GameAuth.Providers;

/// <summary>One page of a list that a provider hands out in pages. Immutable.</summary>
/// <typeparam name="T">The item.</typeparam>
/// <param name="Answer">The answer that it was read from, for errors.</param>
/// <param name="Items">The items; a page may be empty and have a next one.</param>
/// <param name="Next">What the request of the next page is made with, such as a continuation token or an offset; null or empty on the last page.</param>
public sealed record ApiPage<T>(ProviderResponse Answer, IReadOnlyList<T> Items, string? Next);
