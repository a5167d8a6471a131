using System.Globalization;

namespace GameAuth.Torture;

/// <summary>What a row may hold after a kill, by the child's own words.</summary>
internal sealed class Ledger(Workload work, int seed)
{
    private readonly Dictionary<string, int?> _settled = work.Rows.ToDictionary(static row => row, static _ => (int?)null, StringComparer.Ordinal);
    private int? _inFlight;

    /// <summary>The first step that no child has begun.</summary>
    public int Next { get; private set; }

    public bool IsInFlight => _inFlight is not null;

    /// <summary>How many steps children have said to be done.</summary>
    public int Done { get; private set; }

    public void Hear(string line)
    {
        string[] words = line.Split(' ');
        int index = int.Parse(words[1], CultureInfo.InvariantCulture);
        if (words[0] is KillChild.About)
        {
            _inFlight = index;
            Next = index + 1;
        }
        else
        {
            Settle(index);
            _inFlight = null;
            Done++;
        }
    }

    /// <summary>Judges a row, and takes what it shows as what was there when the next child starts.</summary>
    public Verdict Judge(string row, Sight sight)
    {
        Step? flying = _inFlight is { } index && work.At(index) is var step && string.Equals(step.Row, row, StringComparison.Ordinal) ? step : null;
        int? settled = _settled[row];
        if (sight.Value is { } value)
        {
            if (IsValueOf(settled, value))
            {
                return Verdict.Kept;
            }

            if (flying is { Kind: StepKind.Save } && IsValueOf(_inFlight, value))
            {
                _settled[row] = _inFlight;
                return Verdict.Kept;
            }

            return Verdict.Wrong;
        }

        bool mayBeGone = settled is null || flying is { Kind: StepKind.Delete };
        if (sight.IsMissing && mayBeGone)
        {
            _settled[row] = null;
            return Verdict.Kept;
        }

        return mayBeGone ? Verdict.Wrong : Verdict.Lost;
    }

    /// <summary>All rows are judged.</summary>
    public void Close() => _inFlight = null;

    private void Settle(int index)
    {
        Step step = work.At(index);
        if (step.Kind is not StepKind.Keep)
        {
            _settled[step.Row] = step.Kind is StepKind.Save ? index : null;
        }
    }

    private bool IsValueOf(int? index, byte[] value) =>
        index is { } known && value.AsSpan().SequenceEqual(Payload.Of(seed, known, work.At(known).Size));
}
