namespace GameAuth;

/// <summary>Something that the player copies from a page and pastes here.</summary>
/// <param name="What">The name of what is wanted, such as <c>npsso</c>.</param>
/// <param name="Help">The page that shows it or says how to get it.</param>
public sealed record PasteChallenge(string What, Uri Help) : SignInChallenge;
