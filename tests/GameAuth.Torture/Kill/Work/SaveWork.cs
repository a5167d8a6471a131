namespace GameAuth.Torture;

/// <summary>A grant that is rotated over and over: a token's sizes, within what its row has room for.</summary>
internal sealed class SaveWork : Workload
{
    private const int Smallest = 300;
    private const int Sizes = 2300;
    private const int Stride = 977;

    public override string Name => "save";

    public override IReadOnlyList<string> Rows { get; } = ["grant"];

    public override Step At(int index) => new(StepKind.Save, "grant", Smallest + (int)((long)index * Stride % Sizes));
}
