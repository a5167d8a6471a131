using System.Collections.Concurrent;

namespace GameAuth.ProviderContract;

/// <summary>Keeps every event, and lets a test wait for one.</summary>
public sealed class EventRecorder : IAuthEventSink
{
    private readonly ConcurrentQueue<AuthEvent> _events = new();
    private readonly Lock _gate = new();
    private readonly List<(Func<AuthEvent, bool> Wanted, TaskCompletionSource<AuthEvent> Found)> _waits = [];

    public IReadOnlyCollection<AuthEvent> All => _events;

    public void OnEvent(AuthEvent happened)
    {
        lock (_gate)
        {
            _events.Enqueue(happened);
            foreach ((Func<AuthEvent, bool> wanted, TaskCompletionSource<AuthEvent> found) in _waits)
            {
                if (wanted(happened))
                {
                    found.TrySetResult(happened);
                }
            }
        }
    }

    /// <summary>An event that has come, or is to come.</summary>
    public Task<AuthEvent> WaitAsync(Func<AuthEvent, bool> wanted, int skip = 0)
    {
        lock (_gate)
        {
            if (_events.Skip(skip).FirstOrDefault(wanted) is { } known)
            {
                return Task.FromResult(known);
            }

            TaskCompletionSource<AuthEvent> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((wanted, found));
            return found.Task.WaitAsync(ProviderHarness.Patience);
        }
    }

    /// <summary>The next event that says so, from here on.</summary>
    public Task<AuthEvent> NextAsync(string name) => WaitAsync(happened => happened.Name == name, _events.Count);
}
