namespace GameAuth.Server.Tests.Sessions.Model;

/// <summary>A clock that goes wherever it is set.</summary>
internal sealed class ModelClock : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = Start;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>The store of all nodes: a real memory store that can be set back to an earlier state, as a restored backup or a failover to a late replica does.</summary>
internal sealed class ModelStore
{
    private readonly ModelClock _clock;
    private readonly FamilyId _family;
    private readonly List<(DateTimeOffset At, string What, Action<ISessionStore> Do)> _done = [];

    public ModelStore(ModelClock clock, FamilyId family)
    {
        (_clock, _family) = (clock, family);
        Current = new MemorySessionStore(clock);
    }

    public ISessionStore Current { get; private set; }

    /// <summary>How many operations that change something were done; the first creates the family.</summary>
    public int Changes => _done.Count;

    /// <summary>The changes, for the identity of a state.</summary>
    public string History => string.Join(',', _done.Select(change => $"{change.What}@{(change.At - ModelClock.Start).TotalSeconds:F0}"));

    /// <summary>The family as it is.</summary>
    public SessionFamily Family => Sync(Current.FindFamilyAsync(_family, default)).Family!;

    /// <summary>The latest time before which the log of revocations hits the family's access tokens; null where it hits none.</summary>
    public DateTimeOffset? RevokedBefore => Sync(Current.ReadRevocationsAsync(0, 100, default)).Entries.Select(entry => (DateTimeOffset?)entry.Before).Max();

    /// <summary>Does something that changes the store.</summary>
    public T Change<T>(string what, Func<ISessionStore, T> change)
    {
        _done.Add((_clock.Now, what, store => change(store)));
        return change(Current);
    }

    /// <summary>Undoes the last changes.</summary>
    public void SetBack(int changes)
    {
        _done.RemoveRange(_done.Count - changes, changes);
        DateTimeOffset now = _clock.Now;
        Current = new MemorySessionStore(_clock);
        foreach ((DateTimeOffset at, _, Action<ISessionStore> change) in _done)
        {
            _clock.Now = at;
            change(Current);
        }

        _clock.Now = now;
    }

    public static T Sync<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("The memory store does not wait.");
}

internal enum Fault
{
    None,

    /// <summary>The store fails before it does anything.</summary>
    Before,

    /// <summary>The store does it, and then the connection or the node fails.</summary>
    After,
}

/// <summary>One node's way to the store: each operation waits until the test lets it pass, whole or with a fault.</summary>
internal sealed class SteppedStore(ModelStore store) : StoreDecorator(store.Current)
{
    private TaskCompletionSource<Fault>? _gate;

    /// <summary>The operation that waits; null where none does.</summary>
    public string? Waiting { get; private set; }

    /// <summary>The step that waits.</summary>
    public FamilyStep? Step { get; private set; }

    /// <summary>Lets the waiting operation pass. The code behind it runs on until its next operation, before this returns.</summary>
    public void Pass(Fault fault)
    {
        TaskCompletionSource<Fault> gate = _gate!;
        (_gate, Waiting, Step) = (null, null, null);
        gate.SetResult(fault);
    }

    public override ValueTask<FoundFamily> FindFamilyAsync(FamilyId id, CancellationToken cancellationToken) =>
        GateAsync("find", () => store.Current.FindFamilyAsync(id, cancellationToken));

    public override ValueTask<AdvancedFamily> AdvanceFamilyAsync(FamilyStep step, CancellationToken cancellationToken)
    {
        ValueTask<AdvancedFamily> answer = GateAsync("advance", () => store.Change($"advance {step.From}-{step.To}", one => one.AdvanceFamilyAsync(step, cancellationToken)));
        Step = step;
        return answer;
    }

    public override ValueTask<EndedFamilies> EndAsync(Revocation revocation, CancellationToken cancellationToken) =>
        GateAsync("end", () => store.Change($"end {revocation.Reason}", one => one.EndAsync(revocation, cancellationToken)));

    /// <summary>Waits like an operation of the store.</summary>
    public async ValueTask<T> GateAsync<T>(string what, Func<ValueTask<T>> run)
    {
        // Continuations run inline, on the thread of the one who lets it pass: so a step is the same each time.
        _gate = new TaskCompletionSource<Fault>();
        Waiting = what;
        Fault fault = await _gate.Task.ConfigureAwait(false);
        if (fault == Fault.Before)
        {
            throw new SessionStoreException("The store can not be reached.") { IsTransient = true };
        }

        T answer = await run().ConfigureAwait(false);
        return fault == Fault.After ? throw new SessionStoreException("The connection was lost after the commit.") { IsTransient = true } : answer;
    }
}

/// <summary>An issuer that waits like an operation of the store, so that anything may happen while a token is made.</summary>
internal sealed class SteppedIssuer(SteppedStore store, FakeIssuer issuer) : IAccessTokenIssuer
{
    public ValueTask<AccessToken> IssueAsync(SessionFamily family, int generation, DateTimeOffset issuedAt, CancellationToken cancellationToken) =>
        store.GateAsync("issue", () => issuer.IssueAsync(family, generation, issuedAt, cancellationToken));
}
