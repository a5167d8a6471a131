using System.Globalization;

namespace GameAuth.Torture;

/// <summary>
/// A new master key every second step, with a copy of a damaged row in quarantine. After each kill the rewrap is made again, and then no old key may open a byte of the directory.
/// </summary>
internal sealed class RewrapWork : Workload
{
    public override string Name => "rewrap";

    public override IReadOnlyList<string> Rows { get; } = [.. Enumerable.Range(0, 6).Select(static i => $"row-{i}")];

    public override bool Fits(string store) => store is Subjects.GameAuth;

    public override Step At(int index) => IsRotation(index) ? new(StepKind.Keep, "") : new(StepKind.Save, Rows[index / 2 % Rows.Count], 400 + (index % 5 * 150));

    public override ISubject Open(string store, string directory, int before)
    {
        int key = KeyAfter(before - 1);
        return new GameAuthSubject(directory, key, key == 0 ? null : key - 1);
    }

    public override Task ResumeAsync(ISubject subject) => ((GameAuthSubject)subject).RewrapAsync();

    public override async Task DoAsync(ISubject subject, int index, byte[] value)
    {
        GameAuthSubject ours = (GameAuthSubject)subject;
        if (IsRotation(index))
        {
            ours.KeepCopy(index.ToString("x16", CultureInfo.InvariantCulture));
            await ours.RotateKeyAsync(KeyAfter(index));
        }
        else
        {
            await base.DoAsync(subject, index, value);
        }
    }

    public override async Task<string> InspectAsync(ISubject subject)
    {
        GameAuthSubject ours = (GameAuthSubject)subject;
        await ours.RewrapAsync();
        int slots = await ours.CountOldSlotsAsync();
        return slots == 0 ? "" : $"an old key opens {slots} slots";
    }

    private static bool IsRotation(int index) => index % 2 == 1;

    private static int KeyAfter(int index) => (index + 1) / 2;
}
