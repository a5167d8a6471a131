using System.Numerics;

namespace GameAuth.Server.Tests.Sessions.Model;

/// <summary>What an exploration has seen.</summary>
internal sealed record Explored(int States, int Moves, BigInteger Interleavings);

/// <summary>
/// Walks through every order of moves of a scenario. Where two orders lead to the same state, what comes after it is walked once and counted for both: the state has everything in it that the
/// future depends on. Each walk runs the engine from the beginning, so nothing is copied that the engine keeps.
/// </summary>
internal sealed class Explorer(Scenario scenario)
{
    private readonly Dictionary<string, BigInteger> _known = new(StringComparer.Ordinal);
    private readonly List<Move> _path = [];
    private int _moves;

    public static Explored Explore(Scenario scenario)
    {
        // Under the runner's context, continuations would go to other threads.
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Explorer explorer = new(scenario);
            BigInteger interleavings = explorer.Walk(new World(scenario));
            return new Explored(explorer._known.Count, explorer._moves, interleavings);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Walks one order: each number chooses one of the moves that there are then.</summary>
    public static void Follow(Scenario scenario, IEnumerable<int> choices)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        List<Move> path = [];
        try
        {
            World world = new(scenario);
            foreach (int choice in choices)
            {
                Move[] moves = [.. world.Moves()];
                if (moves.Length == 0)
                {
                    break;
                }

                path.Add(moves[choice % moves.Length]);
                world.Do(path[^1]);
            }

            world.CheckEnd();
        }
        catch (RuleBrokenException broken)
        {
            throw Explain(scenario, broken, path);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static InvalidOperationException Explain(Scenario scenario, RuleBrokenException broken, IEnumerable<Move> path) =>
        new($"{scenario.Name}: {broken.Message}. The order was: {string.Join(", ", path)}.", broken);

    // The world is at the end of the path; it is used up on the way.
    private BigInteger Walk(World world)
    {
        string state = world.Key();
        if (_known.TryGetValue(state, out BigInteger known))
        {
            return known;
        }

        Move[] moves = [.. world.Moves()];
        BigInteger count = moves.Length == 0 ? 1 : 0;
        foreach ((int i, Move move) in moves.Index())
        {
            World next = i == 0 ? world : Replay();
            _moves++;
            _path.Add(move);
            Try(() => next.Do(move));
            count += Walk(next);
            _path.RemoveAt(_path.Count - 1);
        }

        if (moves.Length == 0)
        {
            Try(world.CheckEnd);
        }

        return _known[state] = count;
    }

    private World Replay()
    {
        World world = new(scenario);
        _path.ForEach(world.Do);
        return world;
    }

    private void Try(Action act)
    {
        try
        {
            act();
        }
        catch (RuleBrokenException broken)
        {
            throw Explain(scenario, broken, _path);
        }
    }
}
