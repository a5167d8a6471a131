namespace GameAuth.Storage;

/// <summary>The bounds that the contract names, checked the same way by every store.</summary>
internal static class RowLimits
{
    /// <summary>The longest partition, row name or lease name, in UTF-16 code units.</summary>
    public const int Text = 512;

    /// <summary>The largest row that the engine may save.</summary>
    public const int Plain = 1024 * 1024;

    /// <summary>The largest value that a store must take: a row of <see cref="Plain"/> bytes with seal and padding.</summary>
    public const int Value = Plain + (64 * 1024);

    public static void Check(RowKey key)
    {
        Check(key.Partition, nameof(key));
        Check(key.Name, nameof(key));
    }

    public static void Check(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Length > Text)
        {
            throw new ArgumentException($"A partition, row name or lease name has at most {Text} characters.", parameter);
        }
    }

    public static void Check(RowKey key, RowVersion? expected, RowVersion next, int length)
    {
        Check(key);
        if (next.Number == 0 || (expected is { } seen && !next.IsAfter(seen)))
        {
            throw new ArgumentException("The next version must come after the expected one, and numbers count from 1.", nameof(next));
        }

        if (length > Value)
        {
            throw new ArgumentException($"A row has at most {Value} bytes.", nameof(length));
        }
    }

    public static void Check(TimeSpan wait)
    {
        if (wait < TimeSpan.Zero && wait != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(wait), "A wait is zero, positive, or Timeout.InfiniteTimeSpan.");
        }
    }
}
