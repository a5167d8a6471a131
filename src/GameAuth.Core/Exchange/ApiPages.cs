using System.Runtime.CompilerServices;

namespace GameAuth.Providers;

/// <summary>Walks a list that a provider hands out in pages: lazily, and to an end whatever the provider says.</summary>
/// <remarks>For provider authors. Safe for use from any thread.</remarks>
public static class ApiPages
{
    /// <summary>The most pages that one list may have: 10,000. A provider that has more to say is taken to be in a loop.</summary>
    public const int MaxPages = 10_000;

    private const int MaxTokenLength = 4096;

    /// <summary>The items of all pages. A page is asked for when its first item is, so whoever stops early or cancels causes no further request.</summary>
    /// <typeparam name="T">The item.</typeparam>
    /// <param name="read">Reads a page: the first one with null, each other with <see cref="ApiPage{T}.Next"/> of the page before. What it throws ends the walk.</param>
    /// <param name="cancellationToken">Ends the walk, between pages and within one.</param>
    /// <returns>The items, in the provider's order. Each enumeration begins with the first page.</returns>
    /// <exception cref="ProviderException">While it is enumerated: a page leads back to one that was there, its token has more than 4,096 characters, or there are more than <see cref="MaxPages"/>.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<string?, CancellationToken, Task<ApiPage<T>>> read, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? next = null;
        do
        {
            ApiPage<T> page = await read(next, cancellationToken).ConfigureAwait(false);
            foreach (T item in page.Items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return item;
            }

            next = page.Next;
            if (!string.IsNullOrEmpty(next))
            {
                Check(page, next, seen);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        while (!string.IsNullOrEmpty(next));
    }

    private static void Check<T>(ApiPage<T> page, string next, HashSet<string> seen)
    {
        if (next.Length > MaxTokenLength)
        {
            throw page.Answer.Failure("continues with a token that is too long", isTransient: false);
        }

        if (!seen.Add(next))
        {
            throw page.Answer.Failure("continues with a page that was there already", isTransient: false);
        }

        if (seen.Count >= MaxPages)
        {
            throw page.Answer.Failure($"is page {MaxPages} and continues still", isTransient: false);
        }
    }
}

/// <summary>One page of a list that a provider hands out in pages. Immutable.</summary>
/// <typeparam name="T">The item.</typeparam>
/// <param name="Answer">The answer that it was read from, for errors.</param>
/// <param name="Items">The items; a page may be empty and have a next one.</param>
/// <param name="Next">What the request of the next page is made with, such as a continuation token or an offset; null or empty on the last page.</param>
public sealed record ApiPage<T>(ProviderResponse Answer, IReadOnlyList<T> Items, string? Next);
