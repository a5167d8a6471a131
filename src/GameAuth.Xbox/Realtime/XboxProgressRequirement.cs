namespace GameAuth.Xbox;

/// <summary>One thing that an achievement takes. Immutable.</summary>
/// <param name="Id">The requirement's id.</param>
/// <param name="Current">What is reached, as the service writes it, a number as a rule; null where nothing is.</param>
/// <param name="Target">What has to be reached; null where the service does not say.</param>
public sealed record XboxProgressRequirement(string Id, string? Current, string? Target);
