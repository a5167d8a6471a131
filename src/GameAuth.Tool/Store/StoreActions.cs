using System.Globalization;
using GameAuth.Storage;

namespace GameAuth.Tool;

/// <summary>What the store's commands do and print. Exit code 0: all is well; 1: the store needs attention.</summary>
internal static class StoreActions
{
    public static async Task<int> CheckAsync(StoreTarget target, TextWriter output, CancellationToken cancellationToken)
    {
        if (target.Protector is null)
        {
            return await CheckFilesAsync(target, output, cancellationToken).ConfigureAwait(false);
        }

        StoreReport report = await target.Maintenance.CheckAsync(cancellationToken).ConfigureAwait(false);
        await PrintAsync(
            output, target, ("founding row", report.Founding), ("rows", report.Rows), ("found", report.Found), ("recovered", report.Recovered), ("wrong key", report.WrongKey),
            ("corrupt", report.Corrupt), ("newer format", report.NewerFormat), ("older key", report.OlderKey), ("misplaced", report.Misplaced)).ConfigureAwait(false);
        return await VerdictAsync(output, report.IsSound, report.Misplaced > 0 ? "run gameauth store repair" : "see docs/storage.md, \"Rows and versions\"").ConfigureAwait(false);
    }

    public static async Task<int> RepairAsync(StoreTarget target, TextWriter output, CancellationToken cancellationToken)
    {
        RepairReport report = await target.Maintenance.RepairAsync(cancellationToken).ConfigureAwait(false);
        await PrintAsync(
            output, target, ("refounded", report.Refounded ? "yes" : "no"), ("moved", report.Moved), ("superseded", report.Superseded), ("not opened", report.NotOpened)).ConfigureAwait(false);
        return await VerdictAsync(output, report.NotOpened == 0, "rows that do not open were left as they are").ConfigureAwait(false);
    }

    public static async Task<int> RewrapAsync(StoreTarget target, TextWriter output, CancellationToken cancellationToken)
    {
        RewrapReport report = await target.Maintenance.RewrapAllAsync(progress: null, cancellationToken).ConfigureAwait(false);
        await PrintAsync(output, target, ("rewrapped", report.Rewrapped), ("current", report.Current), ("not opened", report.NotOpened), ("discarded", report.Discarded)).ConfigureAwait(false);
        return await VerdictAsync(output, report.IsComplete, "keep the older keys: rows that do not open were left as they are").ConfigureAwait(false);
    }

    public static async Task<int> ForgetAsync(StoreTarget target, bool yes, TextWriter output, CancellationToken cancellationToken)
    {
        if (!yes)
        {
            await CheckFilesAsync(target, output, cancellationToken).ConfigureAwait(false);
            throw new ToolException("Nothing was deleted. Add --yes to delete every row; players have to sign in again.");
        }

        await (target.Protector is null ? target.Store.ClearAsync(cancellationToken).AsTask() : target.Maintenance.ForgetEverythingAsync(cancellationToken)).ConfigureAwait(false);
        return await VerdictAsync(output, isWell: true, "").ConfigureAwait(false);
    }

    /// <summary>What can be seen without a key: whether files have a whole version.</summary>
    private static async Task<int> CheckFilesAsync(StoreTarget target, TextWriter output, CancellationToken cancellationToken)
    {
        Dictionary<RowState, int> states = [];
        await foreach (StoredRow row in target.Store.ListAsync(partition: null, cancellationToken).ConfigureAwait(false))
        {
            states[row.Row.State] = states.GetValueOrDefault(row.Row.State) + 1;
        }

        int Count(RowState state) => states.GetValueOrDefault(state);
        await PrintAsync(
            output, target, ("files", states.Values.Sum()), ("found", Count(RowState.Found)), ("recovered", Count(RowState.Recovered)),
            ("corrupt", Count(RowState.Corrupt)), ("newer format", Count(RowState.NewerFormat))).ConfigureAwait(false);
        return await VerdictAsync(output, Count(RowState.Corrupt) + Count(RowState.NewerFormat) == 0, "see docs/storage.md, \"Rows and versions\"").ConfigureAwait(false);
    }

    private static async Task PrintAsync(TextWriter output, StoreTarget target, params (string Name, object Value)[] lines)
    {
        await output.WriteLineAsync(target.Store.Directory).ConfigureAwait(false);
        if (target.Protector?.Key is { } key)
        {
            await output.WriteLineAsync($"  key           {key.Source} ({key.Protection}), id {key.KeyId}").ConfigureAwait(false);
        }

        foreach ((string name, object value) in lines)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {name,-13} {value}")).ConfigureAwait(false);
        }
    }

    private static async Task<int> VerdictAsync(TextWriter output, bool isWell, string advice)
    {
        await output.WriteLineAsync(isWell ? "ok" : $"needs attention: {advice}").ConfigureAwait(false);
        return isWell ? 0 : 1;
    }
}
