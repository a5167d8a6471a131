namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>Picks one of several possibilities for each of many places.</summary>
internal static class Choices
{
    private const int Seed = 20_260;
    private const int MostEdges = 16;

    /// <summary>
    /// All combinations where there are at most so many. Else those in which such bugs live: all oldest, all newest, one place newer than the rest,
    /// one older, a newer prefix, a newer suffix, at 16 to 31 edges; and as many more by chance, from a seed that never changes.
    /// </summary>
    /// <param name="counts">How many possibilities each place has, the oldest first.</param>
    /// <param name="most">From how many on a choice is made.</param>
    public static IEnumerable<int[]> Of(int[] counts, int most)
    {
        int[] open = [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 1)];
        double all = open.Aggregate(1.0, (product, i) => product * counts[i]);
        return all <= most ? All(counts, open, (int)all) : Telling(counts, open).Concat(Chance(counts, open, most));
    }

    private static IEnumerable<int[]> All(int[] counts, int[] open, int all)
    {
        for (int number = 0; number < all; number++)
        {
            int[] choice = new int[counts.Length];
            int rest = number;
            foreach (int i in open)
            {
                (rest, choice[i]) = Math.DivRem(rest, counts[i]);
            }

            yield return choice;
        }
    }

    private static IEnumerable<int[]> Telling(int[] counts, int[] open)
    {
        int[] Pick(Func<int, bool> isNewest)
        {
            int[] choice = new int[counts.Length];
            for (int at = 0; at < open.Length; at++)
            {
                choice[open[at]] = isNewest(at) ? counts[open[at]] - 1 : 0;
            }

            return choice;
        }

        int stride = Math.Max(1, open.Length / MostEdges);
        for (int edge = 0; edge <= open.Length; edge += stride)
        {
            int here = edge;
            yield return Pick(at => at < here);
            yield return Pick(at => at >= here);
            yield return Pick(at => at == here);
            yield return Pick(at => at != here);
        }
    }

    private static IEnumerable<int[]> Chance(int[] counts, int[] open, int most)
    {
        Random random = new(Seed);
        for (int number = 0; number < most; number++)
        {
            int[] choice = new int[counts.Length];
            foreach (int i in open)
            {
                choice[i] = random.Next(counts[i]);
            }

            yield return choice;
        }
    }
}
