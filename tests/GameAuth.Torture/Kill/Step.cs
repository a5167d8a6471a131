namespace GameAuth.Torture;

/// <summary>One step of a piece of work. Parent and child know it by its number alone.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Row">To which row.</param>
/// <param name="Size">How many bytes the value has.</param>
internal readonly record struct Step(StepKind Kind, string Row, int Size = 0);
