namespace GameAuth.Xbox;

/// <summary>A request that waits for its answer.</summary>
/// <param name="Feed">Who subscribes; null for an unsubscription.</param>
internal sealed record RtaRequest(RtaFeed? Feed)
{
    private readonly TaskCompletionSource<RtaFrame?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer; null when the connection was lost first.</summary>
    public Task<RtaFrame?> Answer => _answer.Task;

    public void Complete(RtaFrame? answer) => _answer.TrySetResult(answer);
}
