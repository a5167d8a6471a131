using System.Text;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage.Formats;

/// <summary>What the fixture stores hold, and how they were made. Keys and values are made up.</summary>
internal static class FormatFixture
{
    public const string Current = "format-1";
    public const string NewerStore = "newer-store";
    public const string NewerSlot = "newer-slot";
    public const string NewerSeal = "newer-seal";

    /// <summary>The one row of the stores that a newer release wrote.</summary>
    public const string Newer = "newer";

    private static readonly CallerKeySource Key = new(TestKeys.Key(1));
    private static readonly CallerKeySource OlderKey = new(TestKeys.Key(100));

    /// <summary>Rows with a value.</summary>
    public static IReadOnlyDictionary<string, (RowState State, string Value)> Rows { get; } = new Dictionary<string, (RowState, string)>
    {
        ["small"] = (RowState.Found, Value("small", 1)),
        ["saved"] = (RowState.Found, Value("saved", 3)),
        ["grown"] = (RowState.Found, new string('g', 5000)),
        ["recovered"] = (RowState.Recovered, Value("recovered", 1)),
        ["blanked"] = (RowState.Found, Value("blanked", 2)),
        ["older-key"] = (RowState.Found, Value("older-key", 1)),
    };

    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Storage", "Fixtures", name);

    public static RowKey Row(string name) => new("synthetic owner", name);

    public static TokenVault Vault(ITokenStore store) => new(store, new AesGcmTokenProtector("fixture", Key, OlderKey));

    /// <summary>Makes every fixture anew under a directory.</summary>
    public static async Task MakeAsync(string directory)
    {
        await MakeCurrentAsync(System.IO.Path.Combine(directory, Current));
        foreach (string newer in (string[])[NewerStore, NewerSlot, NewerSeal])
        {
            await MakeNewerAsync(System.IO.Path.Combine(directory, newer), newer);
        }
    }

    private static async Task MakeCurrentAsync(string directory)
    {
        FormatMaker maker = new(directory, Key);
        await maker.SaveAsync("small", Value("small", 1));
        await maker.SaveAsync("saved", Value("saved", 1), Value("saved", 2), Value("saved", 3));
        await maker.SaveAsync("grown", Value("grown", 1), new string('g', 5000));
        await maker.SaveAsync("recovered", Value("recovered", 1), Value("recovered", 2));
        await maker.ChangeAsync("recovered", file => file.Newer.Slice(200, 300).Fill(0xEE));
        await maker.SaveAsync("blanked", Value("blanked", 1), Value("blanked", 2));
        await maker.ChangeAsync("blanked", file => SlotFormat.Write(Slot.Empty, file.Older));
        await maker.SaveAsync("corrupt", Value("corrupt", 1));
        await maker.ChangeAsync("corrupt", file => file.All.Fill(0xEE));
        await maker.SaveAsync("deleted", Value("deleted", 1));
        await maker.SaveAsync("half-deleted", Value("half-deleted", 1));
        await maker.EntombAsync("deleted", both: true);
        await maker.EntombAsync("half-deleted", both: false);
        await maker.SealWith(OlderKey, Key).SaveAsync("older-key", Value("older-key", 1));
    }

    private static async Task MakeNewerAsync(string directory, string what)
    {
        FormatMaker maker = new(directory, Key);
        await maker.SaveAsync(Newer, Value(Newer, 1), Value(Newer, 2));
        switch (what)
        {
            case NewerStore: await maker.RaiseStoreAsync(); break;
            case NewerSlot: await maker.ChangeAsync(Newer, file => FormatMaker.RaiseSlot(file.Newer)); break;
            default: await maker.RaiseSealAsync(Newer); break;
        }
    }

    private static string Value(string row, int version) => new StringBuilder().Append("synthetic value ").Append(version).Append(" of ").Append(row).ToString();
}
