using System.Collections.Immutable;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>What the store has promised so far, per row.</summary>
internal sealed class Ledger(ImmutableSortedDictionary<string, Expected>? rows = null)
{
    public ImmutableSortedDictionary<string, Expected> Rows { get; private set; } = rows ?? ImmutableSortedDictionary<string, Expected>.Empty.WithComparers(StringComparer.Ordinal);

    public static RowKey Key(string row) => new("owner", row);

    public void Begin(string row, string value) => Rows = Rows.SetItem(row, Of(row).Begin(value));

    public void Acknowledge(string row, string value) => Rows = Rows.SetItem(row, Expected.Of(value));

    public Ledger Copy() => new(Rows);

    public ulong Hash() => Fingerprint.Of(ToString());

    public override string ToString() => string.Join("; ", Rows.Select(row => $"{row.Key}: {row.Value}"));

    private Expected Of(string row) => Rows.GetValueOrDefault(row) ?? Expected.Of(Expected.Nothing);
}
