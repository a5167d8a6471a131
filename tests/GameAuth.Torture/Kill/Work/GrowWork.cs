namespace GameAuth.Torture;

/// <summary>A row that outgrows its file with nearly every save, and is then made anew; beside it one that is left alone.</summary>
internal sealed class GrowWork : Workload
{
    private static readonly int[] Sizes = [1_000, 3_500, 9_000, 9_500, 20_000, 40_000, 90_000, 200_000];

    public override string Name => "grow";

    public override IReadOnlyList<string> Rows { get; } = ["growing", "quiet"];

    public override Step At(int index)
    {
        if (index == 0)
        {
            return new(StepKind.Save, "quiet", 700);
        }

        int turn = (index - 1) % (Sizes.Length + 1);
        return turn < Sizes.Length ? new(StepKind.Save, "growing", Sizes[turn]) : new(StepKind.Delete, "growing");
    }
}
