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

    protected Task<object> LeafAsync(Account account, CancellationToken cancellationToken = default) => 
        Harness.GetLeafAsync(account, cancellationToken).WaitAsync(ProviderHarness.Patience, CancellationToken.None);

    /// <summary>How often each call is made by some work.</summary>
    protected async Task<(int Refreshes, int Leaves)> CountAsync(Func<Task> work)
    {
        (int refreshes, int leaves) = (Tap.Count(WireCall.Refresh), Tap.Count(WireCall.Leaf));
        await work();
        return (Tap.Count(WireCall.Refresh) - refreshes, Tap.Count(WireCall.Leaf) - leaves);
    }

    protected Task WalkAsync(Task work) => Harness.WalkAsync(work);

    protected static Task UntilAsync(Func<bool> happened) => ProviderHarness.UntilAsync(happened);

    protected static Task AllAsync(int callers, Func<Task> call) => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(call)));
}
