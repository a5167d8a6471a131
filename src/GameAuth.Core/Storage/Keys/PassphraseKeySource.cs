using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Storage;

/// <summary>A key derived from a passphrase that is stored nowhere: PBKDF2-HMAC-SHA256 with a random salt (RFC 8018 section 5.2).</summary>
/// <remarks>
/// Salt, iterations and a check value are in <c>keys/passphrase.json</c> in the store's directory. The file is made once under a lock, read back, and
/// never replaced. The rows need it, so copy it together with them. The check value tells a wrong passphrase at once
/// (<see cref="RowState.WrongKey"/>). That does not help a guesser, since any sealed row tells the same. The passphrase is asked for once,
/// and again after a failure; the key is kept in memory.
/// </remarks>
public sealed class PassphraseKeySource : MasterKeySource
{
    /// <summary>600,000, as OWASP's Password Storage Cheat Sheet recommends for PBKDF2-HMAC-SHA256. It is also the minimum.</summary>
    public const int DefaultIterations = 600_000;

    /// <summary>10,000,000, which take about ten seconds. A file that asks for more is damaged or an attack.</summary>
    public const int MaxIterations = 10_000_000;

    private readonly Func<CancellationToken, ValueTask<Secret?>> _ask;
    private readonly int _iterations;
    private readonly PassphraseFile _parameters;
    private readonly AsyncKeyedLock _turn;
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
    /// <param name="ask">Gets the passphrase, such as from a prompt; null when the player declines. Never called by two threads at once.</param>
    /// <param name="iterations">For a first run, from <see cref="DefaultIterations"/> to <see cref="MaxIterations"/>. Later runs use the number in the file.</param>
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
        _turn = new AsyncKeyedLock(timeProvider);
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

    /// <summary>Removes the file. The passphrase gives no key without it.</summary>
    /// <inheritdoc/>
    public override ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _key, null);
        return _parameters.File.DeleteAsync(cancellationToken);
    }

    private static Func<CancellationToken, ValueTask<Secret?>> Always(Secret passphrase)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        return _ => new(passphrase);
    }

    private async ValueTask<MasterKey> DeriveAsync(CancellationToken cancellationToken)
    {
        // The file is read first, so that nobody types a passphrase for a damaged one.
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
        using IDisposable held = await _parameters.File.LockAsync(cancellationToken).ConfigureAwait(false);
        return _parameters.Read() is { } other
            ? await OpenAsync(passphrase, other, cancellationToken).ConfigureAwait(false)
            : await _parameters.CreateAsync(passphrase, _iterations, cancellationToken).ConfigureAwait(false);
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

/// <summary>The file <c>passphrase.json</c>. It is made once, checked at each reading and never replaced.</summary>
internal sealed class PassphraseFile(string storeDirectory, IStoreDisk disk, TimeProvider time, Func<string, Exception?, CredentialStoreException> failure)
{
    private readonly KeyDocument<PassphraseParameters> _document = new(
        WriteOnceFile.InStore(storeDirectory, "passphrase.json", disk, time, failure), StorageJsonContext.Default.PassphraseParameters, failure);

    public WriteOnceFile File => _document.File;

    /// <summary>Makes the parameters for a new passphrase, reads them back, and returns the key. The caller holds the file's lock.</summary>
    public async ValueTask<byte[]> CreateAsync(Secret passphrase, int iterations, CancellationToken cancellationToken)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(PassphraseKdf.SaltSize);
        byte[] key = await PassphraseKdf.DeriveAsync(passphrase, salt, iterations, cancellationToken).ConfigureAwait(false);
        _document.Create(new PassphraseParameters(PassphraseKdf.Id, iterations, salt, PassphraseKdf.Check(key)));
        return Read() is { } stored && stored.Iterations == iterations && salt.AsSpan().SequenceEqual(stored.Salt)
            ? key
            : throw failure($"the file {File.Path} was made and holds something else now. Check the disk.", null);
    }

    public PassphraseParameters? Read()
    {
        if (_document.Read() is not { } parameters)
        {
            return null;
        }

        if (parameters.Kdf is not null and not PassphraseKdf.Id)
        {
            throw _document.Newer();
        }

        if (parameters is not { Kdf: PassphraseKdf.Id, Salt.Length: >= PassphraseKdf.SaltSize, Check.Length: PassphraseKdf.CheckSize })
        {
            throw _document.Damaged();
        }

        return parameters.Iterations is >= PassphraseKeySource.DefaultIterations and <= PassphraseKeySource.MaxIterations
            ? parameters
            : throw failure(
                $"the file {File.Path} asks for {parameters.Iterations} iterations, and {PassphraseKeySource.DefaultIterations} to {PassphraseKeySource.MaxIterations} "
                + "are accepted. Restore it from a backup; it is not replaced, since the rows under its key would be lost.",
                null);
    }
}

/// <summary>PBKDF2 with HMAC-SHA256 (RFC 8018 section 5.2).</summary>
internal static class PassphraseKdf
{
    public const string Id = "pbkdf2-hmac-sha256";
    public const int SaltSize = 16;
    public const int CheckSize = 16;

    /// <summary>Whether it is not blank and has no lone surrogate: UTF-8 would write all of those alike.</summary>
    public static bool IsUsable(Secret passphrase) => !string.IsNullOrWhiteSpace(passphrase.Reveal())
        && string.Equals(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(passphrase.Reveal())), passphrase.Reveal(), StringComparison.Ordinal);

    /// <summary>Derives the key on another thread, since it takes about a second.</summary>
    public static Task<byte[]> DeriveAsync(Secret passphrase, byte[] salt, int iterations, CancellationToken cancellationToken) =>
        Task.Run(() => Derive(passphrase, salt, iterations), cancellationToken);

    /// <summary>HKDF-SHA256 (RFC 5869) of the key. It does not reveal the key, and helps to guess the passphrase no more than a sealed row does.</summary>
    public static byte[] Check(byte[] key) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, CheckSize, info: "gameauth passphrase check 1"u8.ToArray());

    private static byte[] Derive(Secret passphrase, byte[] salt, int iterations)
    {
        // Keyboards write the same letter in several ways; RFC 8265 section 4.2 uses NFC.
        byte[] password = Encoding.UTF8.GetBytes(passphrase.Reveal().Normalize(NormalizationForm.FormC));
        try
        {
            return Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, MasterKey.Size);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}

/// <summary>The content of <c>passphrase.json</c>. Nothing in it is secret.</summary>
/// <param name="Kdf">The key derivation; an unknown one comes from a newer release.</param>
/// <param name="Iterations">The iterations of the key derivation.</param>
/// <param name="Salt">The salt of the key derivation.</param>
/// <param name="Check">Derived one way from the key, to notice a wrong passphrase before anything is sealed with it.</param>
internal sealed record PassphraseParameters(string? Kdf, int Iterations, byte[]? Salt, byte[]? Check) : KeyDocumentRecord;
