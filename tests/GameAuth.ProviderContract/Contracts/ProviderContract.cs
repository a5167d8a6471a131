namespace GameAuth.ProviderContract;

/// <summary>One test's harness, started and ended.</summary>
/// <typeparam name="THarness">The provider's harness.</typeparam>
public abstract class ProviderContract<THarness> : IAsyncLifetime
    where THarness : ProviderHarness, new()
{
    protected THarness Harness { get; } = new();

    protected WireTap Tap => Harness.Tap;

    public Task InitializeAsync() => Harness.StartServerAsync();

    public async Task DisposeAsync() => await Harness.DisposeAsync();

    protected Task<object> LeafAsync(Account account, CancellationToken cancellationToken = default) => Harness.GetLeafAsync(account, cancellationToken);

    /// <summary>How often each call is made by some work.</summary>
    protected async Task<(int Refreshes, int Leaves)> CountAsync(Func<Task> work)
    {
        (int refreshes, int leaves) = (Tap.Count(WireCall.Refresh), Tap.Count(WireCall.Leaf));
        await work();
        return (Tap.Count(WireCall.Refresh) - refreshes, Tap.Count(WireCall.Leaf) - leaves);
    }

    /// <summary>Moves the clock from timer to timer, as they come, until the work is done.</summary>
    protected async Task WalkAsync(Task work, TimeSpan atMost)
    {
        using CancellationTokenSource patience = new(ProviderHarness.Patience);
        DateTimeOffset end = Harness.Clock.GetUtcNow() + atMost;
        while (!work.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (Harness.Clock.NextTimer is { } next && Harness.Clock.GetUtcNow() + next <= end)
            {
                Harness.Clock.Advance(next);
            }

            await Task.Yield();
        }

        await work;
    }

    protected static Task AllAsync(int callers, Func<Task> call) => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(call)));
}
