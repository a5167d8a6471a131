namespace GameAuth.Storage;

/// <summary>Sources in order: the first that this machine has is chosen once and for all; none takes another's place silently.</summary>
/// <remarks>
/// A source that is absent (null) lets the chain go on; one that fails stops it. The choice is written to <c>keys/chain.json</c> in the store's
/// directory, by <see cref="MasterKeySource.Kind"/>, before a key is given out. From then on only that source is asked: where it is absent, the chain
/// fails and says so, and a better source that appears later does not take over. To change it, add the new source as the current
/// key and keep the chain as a previous one, or forget everything and start over.
/// </remarks>
public sealed class KeyChain : MasterKeySource
{
    private readonly string _storeDirectory;
    private readonly MasterKeySource[] _sources;
    private readonly TimeProvider _time;
    private readonly IStoreDisk _disk;
    private readonly KeyDocument<KeyChainRecord> _record;

    /// <summary>Links sources.</summary>
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
        _record = new(KeyDocuments.In(storeDirectory, "chain.json", disk, timeProvider, Unavailable), KeyDocuments.Default.KeyChainRecord, Unavailable);
        if (_sources.Length == 0 || _sources.Any(source => source is KeyChain) || _sources.DistinctBy(source => source.Kind).Count() != _sources.Length)
        {
            throw new GameAuthConfigurationException(
                $"A key chain remembers its choice by kind, so it takes one source of each kind, and no chain. These are: {List()}.") { Step = "options" };
        }
    }

    /// <inheritdoc/>
    public override string Name => $"key chain ({List()})";

    /// <summary>The highest of its sources; the key that it gives names its own.</summary>
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

    /// <summary>Lets every source forget, and the choice with them. A source that fails does not keep the others from it, and the choice stays until all have.</summary>
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
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures[0]);
        }

        if (_record.File.Read() is not null)
        {
            HeldLease held = await _record.File.LockAsync(cancellationToken).ConfigureAwait(false);
            await using (held.ConfigureAwait(false))
            {
                _record.File.Delete();
            }
        }
    }

    /// <summary>The same chain, whose links refuse less than a minimum before they make anything.</summary>
    internal override KeyChain WithMinimum(KeyProtection minimum) =>
        new(_storeDirectory, [.. _sources.Select(source => new MinimumKeySource(source, minimum))], _time, _disk);

    // Of two first runs that chose differently, the one that wrote first has chosen for both.
    private async ValueTask<MasterKeySource> RecordAsync(MasterKeySource source, CancellationToken cancellationToken)
    {
        HeldLease held = await _record.File.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            if (Chosen() is { } other)
            {
                return other;
            }

            _record.Create(new KeyChainRecord { Source = source.Kind });
            return Chosen() ?? throw Unavailable("the choice was written and is gone again.");
        }
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
