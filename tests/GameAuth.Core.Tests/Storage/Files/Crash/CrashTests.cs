using System.Collections.Concurrent;
using GameAuth.Storage;
using Xunit.Abstractions;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>After a crash at any event, in any state that the disk may then be in, a row is the last acknowledged version or the one in flight.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    // 1 is what every run does; a higher number looks at more states at each crash point.
    private static readonly int Depth = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_CRASH_DEPTH"), out int depth) && depth > 0 ? depth : 1;

    [Theory]
    [InlineData("first opening", 2000)]
    [InlineData("create", 350)]
    [InlineData("save", 900)]
    [InlineData("save again and again", 1900)]
    [InlineData("grow", 1000)]
    [InlineData("delete", 350)]
    [InlineData("create after delete", 800)]
    [InlineData("key rotation", 7000)]
    [InlineData("import", 300)]
    [InlineData("two rows interleaved", 9000)]
    [InlineData("quarantine and save", 1300)]
    [InlineData("quarantine and delete", 1000)]
    [InlineData("data cleared under an open store", 2400)]
    [InlineData("key file", 60)]
    public async Task No_crash_loses_or_forges_a_row(string scenario, int atLeast)
    {
        CrashReport report = await new CrashExplorer(CrashScenarios.All.Single(known => known.Name == scenario), Depth).RunAsync();
        output.WriteLine($"{scenario}: crash points={report.Moments} states={report.States} faults={report.Faults.Count}");
        Assert.True(report.Faults.Count == 0, string.Join(Environment.NewLine, report.Faults));
        Assert.InRange(report.States, atLeast, int.MaxValue);
    }
}

/// <summary>A process that uses a store, and writes into the ledger what it was promised.</summary>
internal sealed class CrashActor(CrashDisk disk, Ledger ledger)
{
    private static readonly ConcurrentDictionary<string, byte[]> Values = new();

    /// <summary>With two directories above it that are made along with it.</summary>
    public static readonly string StorePath = Path.Combine(CrashDisk.Home, "Sample", "gameauth");

    public CrashDisk Disk { get; } = disk;

    public Ledger Ledger { get; } = ledger;

    public FileTokenStore Store { get; } = new(StorePath, TimeProvider.System, disk);

    public static string EntryPath(string row) => new StoreLayout(StorePath).Entry(StoreLayout.EntryName(Ledger.Key(row)));

    /// <summary>Bytes that differ in every sector, from a name and a size: <c>a:3000</c>.</summary>
    public static byte[] Value(string name) => Values.GetOrAdd(name, Make);

    private static byte[] Make(string name)
    {
        byte[] value = new byte[int.Parse(name.AsSpan(name.IndexOf(':', StringComparison.Ordinal) + 1), System.Globalization.CultureInfo.InvariantCulture)];
        new Random((int)(Fingerprint.Of(name) & int.MaxValue)).NextBytes(value);
        return value;
    }

    public async Task OpenAsync()
    {
        try
        {
            await Store.OpenAsync();
        }
        catch (CredentialStoreException e) when (e.State == RowState.StoreUnavailable)
        {
            // A disk that fails just now; the next use opens again.
        }
    }

    /// <summary>Saves whatever is there, as the engine does: reads, and writes what follows. A disk's failure is written down and survived.</summary>
    public Task SaveAsync(string row, string value) => TryAsync(row, value, async seen =>
        Assert.True(await Store.TryWriteAsync(Ledger.Key(row), seen.State == RowState.Missing ? null : seen.Version, Next(seen, value), Value(value), default)));

    public Task DeleteAsync(string row) => TryAsync(row, Expected.Nothing, async seen =>
        Assert.True(seen.State == RowState.Missing || await Store.TryDeleteAsync(Ledger.Key(row), seen.Version, default)));

    private async Task TryAsync(string row, string value, Func<Row, Task> change)
    {
        try
        {
            Row seen = await Store.ReadAsync(Ledger.Key(row), default);
            Ledger.Begin(row, value);
            await change(seen);
            if (seen.State != RowState.Missing || value != Expected.Nothing)
            {
                Ledger.Acknowledge(row, value);
                Disk.Look();
            }
        }
        catch (CredentialStoreException e) when (e.State == RowState.StoreUnavailable)
        {
            // Told to the caller: from now on either value may be there.
        }
    }

    // Never random, so that equal states are told as equal.
    private static RowVersion Next(Row seen, string value) =>
        seen.State == RowState.Found ? seen.Version.Next() : seen.State == RowState.Recovered ? seen.Version with { Number = seen.Version.Number + 1000 }
        : new RowVersion(Fingerprint.Of(value), 1);
}
