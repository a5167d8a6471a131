using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Server;

/// <summary>Work that some node has to do at a time. One node at a time has the claim on it.</summary>
public sealed record DueWork
{
    /// <summary>Its kind, 1 to 64 characters; kinds share no ids.</summary>
    public required string Kind { get; init; }

    /// <summary>Its id, 1 to 256 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Its version: 0 for work that is to be created, then one more with each save and each claim. A store begins with <see cref="FirstVersion"/>.</summary>
    public required long Version { get; init; }

    /// <summary>When it is due (UTC, the store's clock).</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When the claim on it ends; null while nobody has one.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>What it is about, sealed by the caller where it is a secret; at most 64 KiB.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The version that a store gives to work that is created: a random one, so that whoever has an old claim on work that was deleted since and created again neither saves nor deletes it.</summary>
    /// <returns>A number from 1 up to 2 to the power of 62.</returns>
    public static long FirstVersion() => 1 + (BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))) & ((1L << 62) - 1));
}

/// <summary>How something is counted: by how much, up to which limit, in what window.</summary>
/// <param name="Limit">The most in one window; at least 1.</param>
/// <param name="Window">The window, from its first count.</param>
/// <param name="By">By how much it is counted; at least 1.</param>
public readonly record struct WindowQuota(int Limit, TimeSpan Window, int By = 1);

/// <summary>A count.</summary>
/// <param name="IsPermitted">Whether it was within the limit; what was not is not counted.</param>
/// <param name="Count">The count of the window.</param>
/// <param name="EndsAt">When the window ends (UTC, the store's clock).</param>
/// <param name="Now">The store's time.</param>
public readonly record struct WindowCount(bool IsPermitted, int Count, DateTimeOffset EndsAt, DateTimeOffset Now);

/// <summary>A store that a session server can't use now: the disk or the database failed, or its schema is another one.</summary>
/// <remarks>What was asked for may have happened or not. Ask again: each operation of <see cref="ISessionStore"/> can be repeated.</remarks>
public sealed class SessionStoreException : Exception
{
    /// <summary>For serializers; use the other one.</summary>
    public SessionStoreException()
    {
    }

    /// <summary>For serializers; use the other one.</summary>
    /// <param name="message">What failed and the fix.</param>
    public SessionStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Says what failed.</summary>
    /// <param name="message">What failed and the fix; no secret.</param>
    /// <param name="innerException">The cause, where it can't print a secret; or null.</param>
    public SessionStoreException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the same call may succeed in a moment: a busy database, a lost connection. False for a schema or a disk that somebody has to mend.</summary>
    public bool IsTransient { get; init; }
}
