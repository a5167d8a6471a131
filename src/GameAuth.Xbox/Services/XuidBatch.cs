using System.Runtime.CompilerServices;

namespace GameAuth.Xbox;

/// <summary>The players of a batch: each once, in the order in which they were named first.</summary>
internal sealed class XuidBatch
{
    private readonly List<string> _xuids;

    private XuidBatch(List<string> xuids) => _xuids = xuids;

    /// <exception cref="ArgumentException">One of them is no Xbox user id.</exception>
    public static XuidBatch Of(IEnumerable<string> xuids, [CallerArgumentExpression(nameof(xuids))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(xuids, name);
        return new XuidBatch([.. xuids.Select(xuid => XboxArguments.Xuid(xuid ?? "", name)).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Asks in chunks, one after the other, and returns what was found in the players' order, without those of whom nothing was.</summary>
    /// <param name="size">How many are asked for at once.</param>
    /// <param name="read">Asks for some; null where the service knows none of them, or not all.</param>
    /// <param name="xuidOf">Whose an item is.</param>
    /// <param name="cancellationToken">Ends the whole.</param>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(
        int size, Func<string[], CancellationToken, Task<IReadOnlyList<T>?>> read, Func<T, string> xuidOf, CancellationToken cancellationToken)
    {
        Dictionary<string, T> found = new(StringComparer.Ordinal);
        Stack<string[]> open = new(_xuids.Chunk(size).Reverse());
        while (open.TryPop(out string[]? chunk))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await read(chunk, cancellationToken).ConfigureAwait(false) is { } items)
            {
                foreach (T item in items)
                {
                    found.TryAdd(xuidOf(item), item);
                }
            }
            else if (chunk.Length > 1)
            {
                // The others must not be lost because of one unknown player.
                int half = chunk.Length / 2;
                open.Push(chunk[half..]);
                open.Push(chunk[..half]);
            }
        }

        return [.. _xuids.Where(found.ContainsKey).Select(xuid => found[xuid])];
    }
}
