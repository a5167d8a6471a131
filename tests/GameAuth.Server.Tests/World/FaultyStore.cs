using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace GameAuth.Server.Tests.World;

/// <summary>A store of sessions that fails when it is told to, in front of one that works.</summary>
public class FaultyStore : DispatchProxy
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _failed = new(StringComparer.Ordinal);
    private ISessionStore _inner = null!;
    private int _calls;

    /// <summary>Whether every call fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>The only operation that fails; null for each.</summary>
    public string? Only { get; set; }

    /// <summary>Whether nobody is woken by an entry of the log that another node wrote.</summary>
    public bool IsDeaf { get; set; }

    public int Calls => _calls;

    /// <summary>Done once an operation has failed, whenever that was.</summary>
    public Task FailedAsync(string operation) => _failed.GetOrAdd(operation, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static (ISessionStore Store, FaultyStore Faults) Over(ISessionStore inner)
    {
        ISessionStore store = Create<ISessionStore, FaultyStore>();
        FaultyStore faults = (FaultyStore)store;
        faults._inner = inner;
        return (store, faults);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Interlocked.Increment(ref _calls);
        if (IsDown && (Only is null || targetMethod!.Name == Only))
        {
            _failed.GetOrAdd(targetMethod!.Name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            throw new SessionStoreException("The test's store is down.") { IsTransient = true };
        }

        if (IsDeaf && targetMethod!.Name == nameof(ISessionStore.WaitForRevocationsAsync))
        {
            return new ValueTask(Task.Delay(Timeout.Infinite, (CancellationToken)args![2]!));
        }

        try
        {
            return targetMethod!.Invoke(_inner, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
