using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>A key derived from a passphrase that is stored nowhere: PBKDF2-HMAC-SHA256 with a random salt (RFC 8018 section 5.2).</summary>
/// <remarks>
/// Salt, iterations and a check value stand in <c>keys/passphrase.json</c> in the store's directory, made once under a lock and read back, and
/// never replaced: they belong to the rows, so copy them along. A wrong passphrase is told at once by the check value
/// (<see cref="RowState.WrongKey"/>), which spares a guesser nothing, since any sealed row tells it as well. The passphrase is asked for once
/// and again after a failure; the key is kept in memory.
/// </remarks>
public sealed class PassphraseKeySource : MasterKeySource
{
    /// <summary>600,000: what OWASP's Password Storage Cheat Sheet asks of PBKDF2-HMAC-SHA256; also the least that is accepted.</summary>
    public const int DefaultIterations = 600_000;

    /// <summary>10,000,000: some ten seconds; a file that asks for more is damaged or an attack.</summary>
    public const int MaxIterations = 10_000_000;

    private readonly Func<CancellationToken, ValueTask<Secret?>> _ask;
    private readonly int _iterations;
    private readonly PassphraseFile _parameters;
    private readonly FifoLocks _turn;
    private MasterKey? _key;

    /// <summary>Takes the passphrase from the application.</summary>
    /// <param name="storeDirectory">The directory of the token store.</param>
    /// <param name="passphrase">The passphrase, Unicode, compared in normalisation form C; not blank.</param>
    /// <param name="timeProvider">Measures the wait for another first run; null takes <see cref="TimeProvider.System"/>.</param>
    public PassphraseKeySource(string storeDirectory, Secret passphrase, TimeProvider? timeProvider = null)
        : this(storeDirectory, Always(passphrase), DefaultIterations, timeProvider)
    {
    }

    /// <summary>Asks for the passphrase when the key is needed.</summary>
    /// <param name="storeDirectory">The directory of the token store.</param>
    /// <param name="ask">Gets the passphrase, such as from a prompt; null when the player declines. Never called twice at a time.</param>
    /// <param name="iterations">For a first run, from <see cref="DefaultIterations"/> to <see cref="MaxIterations"/>; later runs take what the file says.</param>
    /// <param name="timeProvider">Measures the wait for another first run; null takes <see cref="TimeProvider.System"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The iterations are too few or too many.</exception>
    public PassphraseKeySource(
        string storeDirectory, Func<CancellationToken, ValueTask<Secret?>> ask, int iterations = DefaultIterations, TimeProvider? timeProvider = null)
        : this(storeDirectory, ask, iterations, timeProvider ?? TimeProvider.System, LocalDisk.Instance)
    {
    }

    internal PassphraseKeySource(string storeDirectory, Func<CancellationToken, ValueTask<Secret?>> ask, int iterations, TimeProvider timeProvider, IStoreDisk disk)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeDirectory);
        ArgumentNullException.ThrowIfNull(ask);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, DefaultIterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MaxIterations);
        _ask = ask;
        _iterations = iterations;
        _turn = new FifoLocks(timeProvider);
        _parameters = new PassphraseFile(storeDirectory, disk, timeProvider, Unavailable);
    }

    /// <inheritdoc/>
    public override string Name => "passphrase";

    /// <inheritdoc/>
    public override KeyProtection Protection => KeyProtection.Passphrase;

    /// <summary><c>passphrase</c>.</summary>
    public override string Kind => "passphrase";

    /// <inheritdoc/>
    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _key) is { } known)
        {
            return known;
        }

        using IDisposable? place = await _turn.EnterAsync(Kind, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        return _key ??= await DeriveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the parameters, without which the passphrase yields no key.</summary>
    /// <inheritdoc/>
    public override async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _key, null);
        if (_parameters.File.Read() is null)
        {
            return;
        }

        HeldLease held = await _parameters.File.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            _parameters.File.Delete();
        }
    }

    private static Func<CancellationToken, ValueTask<Secret?>> Always(Secret passphrase)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        return _ => new(passphrase);
    }

    private async ValueTask<MasterKey> DeriveAsync(CancellationToken cancellationToken)
    {
        // First the file, so that nobody types a passphrase for one that is damaged.
        PassphraseParameters? parameters = _parameters.Read();
        Secret passphrase = await AskAsync(cancellationToken).ConfigureAwait(false);
        byte[] key = parameters is null
            ? await CreateAsync(passphrase, cancellationToken).ConfigureAwait(false)
            : await OpenAsync(passphrase, parameters, cancellationToken).ConfigureAwait(false);
        MasterKey master = new(key, Name, Protection);
        CryptographicOperations.ZeroMemory(key);
        return master;
    }

    private async ValueTask<Secret> AskAsync(CancellationToken cancellationToken)
    {
        Secret? passphrase = await _ask(cancellationToken).ConfigureAwait(false);
        return passphrase is null || !PassphraseKdf.IsUsable(passphrase)
            ? throw Unavailable("no passphrase was given. Enter the one that the store was made with; for a new store, one of your choice.")
            : passphrase;
    }

    private async ValueTask<byte[]> CreateAsync(Secret passphrase, CancellationToken cancellationToken)
    {
        HeldLease held = await _parameters.File.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            return _parameters.Read() is { } other
                ? await OpenAsync(passphrase, other, cancellationToken).ConfigureAwait(false)
                : await _parameters.CreateAsync(passphrase, _iterations, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<byte[]> OpenAsync(Secret passphrase, PassphraseParameters parameters, CancellationToken cancellationToken)
    {
        byte[] key = await PassphraseKdf.DeriveAsync(passphrase, parameters.Salt!, parameters.Iterations, cancellationToken).ConfigureAwait(false);
        return CryptographicOperations.FixedTimeEquals(PassphraseKdf.Check(key), parameters.Check)
            ? key
            : throw new CredentialStoreException(
                "The passphrase is not the one that the token store was made with. Enter that one; nothing was changed.", RowState.WrongKey) { Step = "master key" };
    }
}
