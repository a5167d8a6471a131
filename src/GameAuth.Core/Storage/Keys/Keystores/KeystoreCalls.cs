namespace GameAuth.Storage;

/// <summary>Calls a keystore on a thread of its own, and gives up on one that hangs: a prompt that nobody sees must not stop a program.</summary>
internal sealed class KeystoreCalls(IKeystore keystore, TimeProvider time)
{
    /// <summary>A keystore that is well answers in milliseconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private volatile Task _abandoned = Task.CompletedTask;

    public async ValueTask<T> RunAsync<T>(Func<IKeystore, T> call, CancellationToken cancellationToken)
    {
        // A thread that hangs can not be ended, so there is no second one beside it.
        await AnswerAsync(Settled(_abandoned), cancellationToken).ConfigureAwait(false);
        Task<T> running = Start(call);
        return await AnswerAsync(running, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> Settled(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    private Task<T> Start<T>(Func<IKeystore, T> call)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                answer.SetResult(call(keystore));
            }
#pragma warning disable CA1031 // The thread is the caller's in all but name: whatever happens there is the caller's to see.
            catch (Exception e)
#pragma warning restore CA1031
            {
                answer.SetException(e);
            }
        })
        { IsBackground = true, Name = "GameAuth keystore" }.Start();
        return answer.Task;
    }

    private async ValueTask<T> AnswerAsync<T>(Task<T> running, CancellationToken cancellationToken)
    {
        try
        {
            return await running.WaitAsync(Limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw KeystoreException.Refused(
                $"it did not answer within {Limit.TotalSeconds:0} s; it may be waiting for a prompt that can not be seen here. Unlock it, or end what keeps it busy, and try again.");
        }
        finally
        {
            if (!running.IsCompleted)
            {
                _abandoned = Settled(running);
            }
        }
    }
}
