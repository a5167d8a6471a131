namespace GameAuth.Torture;

/// <summary>Sign-ins of another program, taken over one after the other, each with its file removed.</summary>
internal sealed class ImportWork : Workload
{
    private const string Row = "newest";

    public override string Name => "import";

    public override IReadOnlyList<string> Rows { get; } = [Row];

    public override bool Fits(string store) => store is Subjects.GameAuth;

    public override Step At(int index) => new(StepKind.Save, Row, 100 + (index % 5 * 300));

    public override ISubject Open(string store, string directory, int before) => new ImportSubject(directory);
}
