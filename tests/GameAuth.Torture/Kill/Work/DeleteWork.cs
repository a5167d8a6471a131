namespace GameAuth.Torture;

/// <summary>Two rows that are created, saved again and deleted in turns.</summary>
internal sealed class DeleteWork : Workload
{
    private const int Turns = 6;

    public override string Name => "delete";

    public override IReadOnlyList<string> Rows { get; } = ["left", "right"];

    public override Step At(int index) => (index % Turns) switch
    {
        0 or 1 => new(StepKind.Save, "left", 900),
        2 => new(StepKind.Save, "right", 1500),
        3 => new(StepKind.Delete, "left"),
        4 => new(StepKind.Save, "right", 1600),
        _ => new(StepKind.Delete, "right"),
    };
}
