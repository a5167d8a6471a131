using System.Reflection;
using System.Runtime.ExceptionServices;

namespace GameAuth.Server.Host;

/// <summary>A store of which each so many calls one fails, by turns before its work was done and after.</summary>
public class FailingStore : DispatchProxy
{
    private ISessionStore _inner = null!;
    private int _each;
    private int _calls;

    /// <summary>Puts it before a store.</summary>
    public static ISessionStore Over(ISessionStore inner, int each)
    {
        ISessionStore store = Create<ISessionStore, FailingStore>();
        (((FailingStore)store)._inner, ((FailingStore)store)._each) = (inner, each);
        return store;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        int call = Interlocked.Increment(ref _calls);
        bool fails = targetMethod.Name != nameof(ISessionStore.OpenAsync) && call % _each == 0;
        if (fails && call / _each % 2 == 0)
        {
            throw Failure();
        }

        object? result = Call(targetMethod, args);
        if (!fails)
        {
            return result;
        }

        // The work is done, and the answer is lost.
        return targetMethod.ReturnType == typeof(ValueTask)
            ? new ValueTask(LoseAsync(((ValueTask)result!).AsTask()))
            : typeof(FailingStore).GetMethod(nameof(LoseOneAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments).Invoke(null, [result]);
    }

    private object? Call(MethodInfo method, object?[]? arguments)
    {
        try
        {
            return method.Invoke(_inner, arguments);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    private static SessionStoreException Failure() => new("A call of the store was chosen to fail.") { IsTransient = true };

    private static async Task LoseAsync(Task work)
    {
        await work;
        throw Failure();
    }

    private static async ValueTask<T> LoseOneAsync<T>(ValueTask<T> work)
    {
        await work;
        throw Failure();
    }
}
