using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Storage;

/// <summary>An operating system's keystore. Calls may block, so <see cref="TimeLimitedKeystore"/> makes them on another thread. No call may prompt the user.</summary>
/// <remarks>Every member throws <see cref="KeystoreException"/>, which says whether the machine has no keystore or the keystore refused.</remarks>
internal interface IKeystore
{
    /// <summary>Its name, for messages.</summary>
    string Name { get; }

    /// <summary>Throws where this machine has no such keystore, or where a new item can't be stored now without a prompt.</summary>
    void Probe();

    /// <summary>The content of an item; null only where it is certain that there is no such item.</summary>
    byte[]? Find(KeystoreItem item);

    /// <summary>Stores a new item.</summary>
    void Store(KeystoreItem item, byte[] content);

    /// <summary>Deletes an item; nothing happens where there is none.</summary>
    void Delete(KeystoreItem item);
}

/// <summary>Names an item of a keystore.</summary>
/// <param name="Application">The application's name, which the keystore shows to its user.</param>
/// <param name="Id">A random id, different for each store.</param>
internal readonly record struct KeystoreItem(string Application, string Id);

/// <summary>A keystore is absent or refused; the message has the reason and the fix.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "KeystoreKeySource translates it, so it never leaves the assembly.")]
internal sealed class KeystoreException : Exception
{
    private KeystoreException(bool isAbsent, string message)
        : base(message) => IsAbsent = isAbsent;

    /// <summary>Whether this machine or session has no such keystore at all.</summary>
    public bool IsAbsent { get; }

    public static KeystoreException Absent(string message) => new(isAbsent: true, message);

    /// <summary>Locked, denied, failed, or too slow.</summary>
    public static KeystoreException Refused(string message) => new(isAbsent: false, message);
}

/// <summary>Selects the keystore of this operating system.</summary>
internal static class Keystores
{
    /// <summary>The keystore of this platform. The machine may still lack it.</summary>
    /// <param name="keyDirectory">Where DPAPI keeps the encrypted key.</param>
    /// <param name="disk">The disk.</param>
    public static IKeystore ForThisPlatform(string keyDirectory, IStoreDisk disk) =>
        OperatingSystem.IsWindows() ? DpapiKeystore.ForUser(keyDirectory, disk)
        : OperatingSystem.IsMacOS() ? new KeychainKeystore()
        : OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD() ? new SecretServiceKeystore()
        : new UnsupportedKeystore();
}

/// <summary>Stands for a platform whose keystore is not supported: every call says so.</summary>
internal sealed class UnsupportedKeystore : IKeystore
{
    public string Name => "none on this platform";

    public void Probe() => throw Absent();

    public byte[]? Find(KeystoreItem item) => throw Absent();

    public void Store(KeystoreItem item, byte[] content) => throw Absent();

    public void Delete(KeystoreItem item) => throw Absent();

    private static KeystoreException Absent() => KeystoreException.Absent("No keystore of this platform is known here; choose another key source.");
}

/// <summary>Calls a keystore on a thread of its own and with a time limit, since a prompt that nobody sees must not stop a program.</summary>
internal sealed class TimeLimitedKeystore(IKeystore keystore, TimeProvider time)
{
    /// <summary>A working keystore answers in milliseconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private volatile Task _abandoned = Task.CompletedTask;

    public async ValueTask<T> RunAsync<T>(Func<IKeystore, T> call, CancellationToken cancellationToken)
    {
        // A thread that hangs can not be ended, so no second one is started beside it.
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
            catch (Exception e)
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
