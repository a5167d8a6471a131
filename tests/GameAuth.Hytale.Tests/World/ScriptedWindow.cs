namespace GameAuth.Hytale.Tests;

/// <summary>A limit of the service: so many calls in a sliding window.</summary>
internal sealed class ScriptedWindow(int permits, TimeSpan period)
{
    private readonly Queue<DateTimeOffset> _calls = new();

    public bool TryTake(DateTimeOffset now)
    {
        while (_calls.TryPeek(out DateTimeOffset first) && first <= now - period)
        {
            _calls.Dequeue();
        }

        if (_calls.Count >= permits)
        {
            return false;
        }

        _calls.Enqueue(now);
        return true;
    }
}
