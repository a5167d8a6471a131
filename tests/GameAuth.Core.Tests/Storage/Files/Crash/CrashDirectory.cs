namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>A directory's names on their two levels. Steps that were not flushed are found after a crash each for itself, in no order, as POSIX allows.</summary>
internal sealed class CrashDirectory
{
    private readonly List<NameChange> _pending = [];
    private Dictionary<string, object> _flushed = [];

    /// <summary>What programs see: files and directories.</summary>
    public Dictionary<string, object> Names { get; private set; } = [];

    public void Change(NameChange change)
    {
        change.Apply(Names, choice: 1);
        _pending.Add(change);
    }

    public void Flush()
    {
        _pending.Clear();
        _flushed = new(Names);
    }

    /// <summary>Everything that a name here may mean after a crash.</summary>
    public IEnumerable<object> Nodes() => _flushed.Values.Concat(_pending.Select(change => change.Node).OfType<object>()).Distinct();

    public IEnumerable<int> Choices() => _pending.Select(change => change.Choices);

    /// <summary>The names after a crash that chose so.</summary>
    public IReadOnlyDictionary<string, object> ToNames(ReadOnlySpan<int> choices)
    {
        Dictionary<string, object> names = new(_flushed);
        for (int i = 0; i < choices.Length; i++)
        {
            _pending[i].Apply(names, choices[i]);
        }

        return names;
    }
}
