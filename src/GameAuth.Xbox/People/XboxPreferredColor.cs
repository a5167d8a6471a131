namespace GameAuth.Xbox;

/// <summary>The colours that a person chose, each as six hexadecimal digits; empty where there is none. Immutable.</summary>
/// <param name="Primary">The first.</param>
/// <param name="Secondary">The second.</param>
/// <param name="Tertiary">The third.</param>
public sealed record XboxPreferredColor(string Primary, string Secondary, string Tertiary);
