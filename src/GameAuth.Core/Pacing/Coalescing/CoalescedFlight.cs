using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

/// <summary>A fetch on its way, and how many wait for it. Guarded by the coalescer's lock, but for <see cref="Result"/>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer or a wait handle holds nothing to dispose.")]
internal sealed class CoalescedFlight<TValue>(long startedAt)
{
    private readonly TaskCompletionSource<TValue> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abandoned = new();

    public long StartedAt => startedAt;

    public int Waiting { get; set; }

    public Task<TValue> Result => _result.Task;

    public CancellationToken Abandoned => _abandoned.Token;

    public void Complete(TValue value) => _result.TrySetResult(value);

    public void Fail(Exception error)
    {
        _result.TrySetException(error);

        // Whoever waits sees the failure; when nobody does any more, it is nobody's.
        _ = _result.Task.Exception;
    }

    public void Abandon() => _abandoned.Cancel();
}
