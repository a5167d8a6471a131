using System.Collections.Concurrent;

namespace GameAuth.Activity.Tests.World;

/// <summary>The requests that are under way, over all nodes: how many there were at once, and which answers wait for something.</summary>
internal sealed class Traffic
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _most = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<Task>> _held = new(StringComparer.Ordinal);

    /// <summary>How many requests to a path were under way at once, at most.</summary>
    public int MostOf(string path) => _most.GetValueOrDefault(path);

    /// <summary>Lets answers wait: the work is done then, and the answer is on its way.</summary>
    public void Hold(string path, Func<Task> wait) => _held[path] = wait;

    /// <summary>Lets the answers to some requests wait until there are so many of them.</summary>
    public void HoldUntilThereAre(int count, string path)
    {
        TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int arrived = 0;
        Hold(path, () =>
        {
            if (Interlocked.Increment(ref arrived) >= count) { complete.TrySetResult(); }
            return complete.Task;
        });
    }

    public async Task RunAsync(string path, Func<Task> work)
    {
        int open = _open.AddOrUpdate(path, 1, static (_, count) => count + 1);
        _most.AddOrUpdate(path, open, (_, most) => Math.Max(most, open));
        try
        {
            await work();
            if (_held.TryGetValue(path, out Func<Task>? wait)) { await wait().WaitAsync(Limit); }
        }
        finally
        {
            _open.AddOrUpdate(path, 0, static (_, count) => count - 1);
        }
    }
}
