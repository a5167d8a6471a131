namespace GameAuth.Torture;

/// <summary>Some rows, saved in turns, and again and again a new master key under which all of them are sealed anew, before the old one is dropped.</summary>
internal sealed class RotateKeyWork : Workload
{
    private const int Period = 12;

    public override string Name => "rotate-key";

    public override IReadOnlyList<string> Rows { get; } = [.. Enumerable.Range(0, Period - 1).Select(static i => $"row-{i}")];

    public override bool Fits(string store) => store is Subjects.GameAuth;

    public override Step At(int index) => IsRotation(index) ? new(StepKind.Keep, "") : new(StepKind.Save, Rows[(index % Period) - 1], 400 + (index % 7 * 150));

    /// <summary>With the key that the last rotation went to, and with the one before for the rows that it did not reach.</summary>
    public override ISubject Open(string store, string directory, int before)
    {
        int key = before == 0 ? 0 : KeyAfter(before - 1);
        return new GameAuthSubject(directory, key, key == 0 ? null : key - 1);
    }

    /// <summary>Ends what a rotation left half done, as an application does at its start; only then is the key before the older one not needed.</summary>
    public override Task ResumeAsync(ISubject subject) => ((GameAuthSubject)subject).RewrapAsync();

    public override Task DoAsync(ISubject subject, int index, byte[] value) =>
        IsRotation(index) ? ((GameAuthSubject)subject).RotateKeyAsync(KeyAfter(index)) : base.DoAsync(subject, index, value);

    private static bool IsRotation(int index) => index % Period == 0;

    private static int KeyAfter(int index) => index / Period;
}
