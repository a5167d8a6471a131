using System.Runtime.ExceptionServices;

namespace GameAuth.Storage;

/// <summary>Several sources in order. The first one that this machine has is chosen once and for all, and no other replaces it silently.</summary>
/// <remarks>
/// After a source that is absent (null) the chain asks the next one; a source that fails stops it. The choice is written to <c>keys/chain.json</c> in the store's
/// directory, by <see cref="MasterKeySource.Kind"/>, before the first key is returned. From then on only that source is asked. Where it is absent, the chain
/// fails and says so, even if a better source appears later. To change the source, add the new one as the current
/// key and keep the chain as a previous one, or forget everything and start over.
/// </remarks>
public sealed class KeyChain : MasterKeySource
{
    private readonly string _storeDirectory;
    private readonly MasterKeySource[] _sources;
    private readonly TimeProvider _time;
    private readonly IStoreDisk _disk;
    private readonly KeyDocument<KeyChainRecord> _record;

    /// <summary>Makes a chain of sources.</summary>
    /// <param name="storeDirectory">The directory of the token store.</param>
    /// <param name="sources">The sources in order, each of another kind.</param>
    /// <param name="timeProvider">Measures the wait for another first run; null takes <see cref="TimeProvider.System"/>.</param>
    /// <exception cref="GameAuthConfigurationException">There is no source, two have one kind, or one is a chain.</exception>
    public KeyChain(string storeDirectory, IReadOnlyList<MasterKeySource> sources, TimeProvider? timeProvider = null)
        : this(storeDirectory, sources, timeProvider ?? TimeProvider.System, LocalDisk.Instance)
    {
    }

    internal KeyChain(string storeDirectory, IReadOnlyList<MasterKeySource> sources, TimeProvider timeProvider, IStoreDisk disk)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeDirectory);
        ArgumentNullException.ThrowIfNull(sources);
        _storeDirectory = storeDirectory;
        _sources = [.. sources];
        _time = timeProvider;
        _disk = disk;
        _record = new(WriteOnceFile.InStore(storeDirectory, "chain.json", disk, timeProvider, Unavailable), StorageJsonContext.Default.KeyChainRecord, Unavailable);
        if (_sources.Length == 0 || _sources.Any(source => source is KeyChain) || _sources.DistinctBy(source => source.Kind).Count() != _sources.Length)
        {
            throw new GameAuthConfigurationException(
                $"A key chain remembers its choice by kind, so it takes one source of each kind, and no chain. These are: {List()}.") { Step = "options" };
        }
    }

    /// <inheritdoc/>
    public override string Name => $"key chain ({List()})";

    /// <summary>The highest level of its sources. The key that it returns has the level of its own source.</summary>
    public override KeyProtection Protection => _sources.Max(source => source.Protection);

    /// <summary><c>chain</c>.</summary>
    public override string Kind => "chain";

    internal override string Absence => string.Join(' ', _sources.Select(source => $"{source.Name}: {source.Absence}"));

    /// <inheritdoc/>
    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken)
    {
        if (Chosen() is { } chosen)
        {
            return await AskAsync(chosen, cancellationToken).ConfigureAwait(false);
        }

        foreach (MasterKeySource source in _sources)
        {
            if (await source.GetKeyAsync(cancellationToken).ConfigureAwait(false) is { } key)
            {
                MasterKeySource winner = await RecordAsync(source, cancellationToken).ConfigureAwait(false);
                return winner == source ? key : await AskAsync(winner, cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    /// <summary>Makes every source forget, and then forgets the choice. After a source that fails the others still forget, but the choice stays until all have.</summary>
    /// <inheritdoc/>
    public override async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        List<Exception> failures = [];
        foreach (MasterKeySource source in _sources)
        {
            try
            {
                await source.ForgetAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (CredentialStoreException e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }

        await _record.File.DeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same chain with sources that refuse a level below the minimum before they make a key.</summary>
    internal override KeyChain WithMinimum(KeyProtection minimum) =>
        new(_storeDirectory, [.. _sources.Select(source => new MinimumProtectionKeySource(source, minimum))], _time, _disk);

    // Where two first runs chose differently, the choice that was written first holds for both.
    private async ValueTask<MasterKeySource> RecordAsync(MasterKeySource source, CancellationToken cancellationToken)
    {
        using IDisposable held = await _record.File.LockAsync(cancellationToken).ConfigureAwait(false);
        if (Chosen() is { } other)
        {
            return other;
        }

        _record.Create(new KeyChainRecord(source.Kind));
        return Chosen() ?? throw Unavailable("the choice was written and is gone again.");
    }

    private MasterKeySource? Chosen()
    {
        if (_record.Read() is not { } record)
        {
            return null;
        }

        string kind = record.Source ?? throw _record.Damaged();
        return Array.Find(_sources, source => string.Equals(source.Kind, kind, StringComparison.Ordinal))
            ?? throw Unavailable($"the store was made with a key from another source, {kind}. Add that source to the chain again; to start over, remove the store's directory.");
    }

    private async ValueTask<MasterKey> AskAsync(MasterKeySource source, CancellationToken cancellationToken) =>
        await source.GetKeyAsync(cancellationToken).ConfigureAwait(false)
            ?? throw Unavailable($"the store was made with a key from {source.Name}, and no other takes its place. {source.Absence}");

    private string List() => string.Join(", ", _sources.Select(source => source.Name));
}

/// <summary>The file <c>chain.json</c>.</summary>
/// <param name="Source">The <see cref="MasterKeySource.Kind"/> of the source that was chosen.</param>
internal sealed record KeyChainRecord(string? Source) : KeyDocumentRecord;
