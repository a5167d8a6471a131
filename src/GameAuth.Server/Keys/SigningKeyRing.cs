using GameAuth.Jose;
using GameAuth.Providers;
using GameAuth.Storage;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>
/// The server's signing keys: kept sealed in the host's token store, shared by all nodes, turned in time. A node reads them again each 30 s, so a change by one node is seen by all;
/// whoever changes them first wins, by compare-and-swap. Safe for use from any thread.
/// </summary>
internal sealed partial class SigningKeyRing(ApplicationRecords records, SigningKeyFactories factories, SigningKeyRules rules, TimeProvider time, ILogger<SigningKeyRing> logger)
    : IDisposable
{
    /// <summary>How often a node reads the keys again.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>How often at most a token with an unknown key makes a node read them again: a stranger must not cause a read for each request.</summary>
    public static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(1);

    private const string Name = "current";
    private const int Tries = 8;

    private readonly RecordSet<SigningKeysRecord> _records = records.Set("signing-keys", SigningKeyJson.Default.SigningKeysRecord);
    private readonly SemaphoreSlim _one = new(1);
    private readonly ILogger _logger = logger;
    private SigningKeySnapshot? _snapshot;
    private long _readAt;

    /// <summary>The keys as this node last read them.</summary>
    /// <exception cref="CredentialStoreException">They were never read.</exception>
    public SigningKeySnapshot Current => Loaded ?? throw Unavailable("The signing keys were not read yet; see whether the token store is reachable.");

    /// <summary>The same; null where they were never read.</summary>
    public SigningKeySnapshot? Loaded => Volatile.Read(ref _snapshot);

    /// <summary>Reads the keys, makes and drops what is due, and publishes the result to this process.</summary>
    /// <exception cref="CredentialStoreException">The store can't be read or written; the keys of before stay in use.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken) => AloneAsync(() => ChangeAsync(Turn, cancellationToken), cancellationToken);

    /// <summary>Drops all keys and signs with a new one at once: for a key that somebody else may have. Every access token ends with it at once here, and within <see cref="Interval"/> at the other nodes.</summary>
    /// <exception cref="CredentialStoreException">The store can't be read or written; nothing has changed.</exception>
    public async Task ReplaceAsync(CancellationToken cancellationToken)
    {
        // Made once, not for each try.
        DateTimeOffset now = time.GetUtcNow();
        SigningKeyRecord key = factories.Create(now, now, rules.Lifetime);
        await AloneAsync(() => ChangeAsync((_, _) => [key], cancellationToken), cancellationToken).ConfigureAwait(false);
        Replaced(key.KeyId);
    }

    /// <summary>Reads the keys again for a token whose key is not among them, unless that was done a moment ago.</summary>
    /// <param name="seen">The generation of the keys that it is not among.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there are other keys now.</returns>
    public async ValueTask<bool> RefreshForUnknownKeyAsync(long seen, CancellationToken cancellationToken)
    {
        try
        {
            // Of many who wait, the first reads, and the others see what it has read.
            await AloneAsync(
                () => Current.Generation == seen && time.GetElapsedTime(_readAt) >= UnknownKeyPause ? ChangeAsync(Turn, cancellationToken) : Task.CompletedTask,
                cancellationToken).ConfigureAwait(false);
        }
        catch (GameAuthException failure)
        {
            NotRead(failure.GetType().Name);
        }

        return Current.Generation != seen;
    }

    public void Dispose() => _one.Dispose();

    private IReadOnlyList<SigningKeyRecord> Turn(IReadOnlyList<SigningKeyRecord> keys, DateTimeOffset now)
    {
        IReadOnlyList<SigningKeyRecord> kept = rules.KeptAt(keys, now);
        DateTimeOffset? signsFrom = rules.NextSignsFrom(kept, factories.Algorithm, now);

        // A key that no factory can open leaves the server without signatures, and notice helps nobody then.
        if (SigningKeyRules.SignerAt(kept, now) is { } signer && !CanSign(signer))
        {
            CanNotSign(signer.KeyId, signer.Algorithm);
            signsFrom = now;
        }

        if (signsFrom is not { } from)
        {
            return kept;
        }

        SigningKeyRecord created = factories.Create(now, from, rules.Lifetime);
        Created(created.KeyId, created.Algorithm, from);
        return [.. kept, created];
    }

    private bool CanSign(SigningKeyRecord key)
    {
        bool isOpen = factories.TryOpen(key, out IJwsSigner? signer);
        (signer as IDisposable)?.Dispose();
        return isOpen;
    }

    private async Task ChangeAsync(Func<IReadOnlyList<SigningKeyRecord>, DateTimeOffset, IReadOnlyList<SigningKeyRecord>> change, CancellationToken cancellationToken)
    {
        _readAt = time.GetTimestamp();
        for (int i = 0; i < Tries; i++)
        {
            StoredRecord<SigningKeysRecord>? stored = await _records.FindAsync(Name, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<SigningKeyRecord> before = stored?.Value.Keys ?? [];
            IReadOnlyList<SigningKeyRecord> after = change(before, time.GetUtcNow());
            if (after.SequenceEqual(before)
                || await _records.TrySaveAsync(Name, new SigningKeysRecord { Keys = after }, stored, cancellationToken).ConfigureAwait(false))
            {
                Publish(after);
                return;
            }
        }

        throw Unavailable("The signing keys were changed over and over by other nodes while they were to be written.");
    }

    private async Task AloneAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private static CredentialStoreException Unavailable(string message) => new(message, RowState.StoreUnavailable) { Step = "signing keys" };

    // Signers of keys that are gone are not disposed: a request may be signing, and their finalizers let go of them.
    private void Publish(IReadOnlyList<SigningKeyRecord> keys)
    {
        SigningKeySnapshot? before = Volatile.Read(ref _snapshot);
        if (before?.Has(keys) != true)
        {
            Volatile.Write(ref _snapshot, new SigningKeySnapshot((before?.Generation ?? 0) + 1, keys, factories, before));
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "The signing key {KeyId} ({Algorithm}) was made; it signs from {SignsFrom:u}.")]
    private partial void Created(string keyId, string algorithm, DateTimeOffset signsFrom);

    [LoggerMessage(2002, LogLevel.Warning, "All signing keys were replaced by {KeyId}; access tokens of the keys before are refused from now on.")]
    private partial void Replaced(string keyId);

    [LoggerMessage(2003, LogLevel.Warning, "The signing keys could not be read again ({Error}); those of before stay in use.")]
    private partial void NotRead(string error);

    [LoggerMessage(2004, LogLevel.Error, "The signing key {KeyId} ({Algorithm}) can not be opened here, so a new one signs at once. Keep the earlier UseSigningKeys(...) beside the new one when you change the algorithm.")]
    private partial void CanNotSign(string keyId, string algorithm);
}
