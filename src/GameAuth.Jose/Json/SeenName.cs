namespace GameAuth.Jose;

/// <summary>Where a member's name stands in the text, and in which object.</summary>
internal readonly record struct SeenName(int Start, int Length, int Owner);
