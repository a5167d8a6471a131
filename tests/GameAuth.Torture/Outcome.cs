namespace GameAuth.Torture;

/// <summary>What a command came to.</summary>
/// <param name="HasHeld">Whether the store kept its promise, or lost something where <c>--expect-loss</c> said that it would.</param>
/// <param name="LastLine">The line for machines.</param>
internal sealed record Outcome(bool HasHeld, string LastLine);
