namespace GameAuth.Emulator.Hosting;

/// <summary>A verdict with the words that explain it in the event log.</summary>
internal sealed record SignatureFinding(SignatureVerdict Verdict, string? Detail = null, TimeSpan? Age = null)
{
    public static SignatureFinding Absent { get; } = new(SignatureVerdict.Absent);

    public static SignatureFinding Bad(string reason) => new(SignatureVerdict.Bad, reason);
}
