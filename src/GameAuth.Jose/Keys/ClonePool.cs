namespace GameAuth.Jose;

/// <summary>Key objects of .NET that stand for one key. Their members promise nothing to two threads at once, so each caller has one to itself.</summary>
/// <remarks>One that the pool has no place for, or that is lost, is disposed or finalised; what the pool holds lives as long as the key.</remarks>
internal sealed class ClonePool<T>(Func<T> make)
    where T : class, IDisposable
{
    private readonly T?[] _idle = new T?[Environment.ProcessorCount];

    public T Rent()
    {
        foreach (ref T? place in _idle.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } key)
            {
                return key;
            }
        }

        return make();
    }

    public void Return(T key)
    {
        foreach (ref T? place in _idle.AsSpan())
        {
            if (place is null && Interlocked.CompareExchange(ref place, key, null) is null)
            {
                return;
            }
        }

        key.Dispose();
    }
}
