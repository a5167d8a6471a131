namespace GameAuth.Xbox;

/// <summary>A picture of a title. Immutable.</summary>
/// <param name="Address">Where it is: https on a host of Microsoft's.</param>
/// <param name="Type">What it is for, in the service's words, such as <c>BoxArt</c>; may be empty.</param>
public sealed record XboxTitleImage(Uri Address, string Type);
