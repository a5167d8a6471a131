using GameAuth.Testing;

namespace GameAuth.Server.StoreContract;

/// <summary>One empty place for sessions, with a clock that the test moves. A test class has one for each test.</summary>
public abstract class SessionStoreFixture : IAsyncDisposable
{
    private readonly List<ISessionStore> _created = [];

    /// <summary>What the stores of this fixture take for the time.</summary>
    public FakeClock Clock { get; } = new();

    /// <summary>Makes the place ready; called once, before the first store.</summary>
    public virtual Task StartAsync() => Task.CompletedTask;

    /// <summary>Opens another instance over the same place, as a second process would.</summary>
    public async Task<ISessionStore> OpenAsync()
    {
        ISessionStore store = Create();
        _created.Add(store);
        await store.OpenAsync(default);
        return store;
    }

    /// <summary>Ends every instance that was opened; what they kept stays where the store is durable.</summary>
    public async Task CloseAsync()
    {
        foreach (ISessionStore store in _created)
        {
            if (store is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
        }

        _created.Clear();
    }

    /// <summary>Ends every instance and removes the place.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await RemoveAsync();
    }

    /// <summary>Makes an instance over the place; not opened. A store that lives in memory returns the same one each time.</summary>
    protected abstract ISessionStore Create();

    /// <summary>Removes the place.</summary>
    protected virtual Task RemoveAsync() => Task.CompletedTask;
}
