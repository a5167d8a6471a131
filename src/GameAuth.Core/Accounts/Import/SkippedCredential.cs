namespace GameAuth;

/// <summary>Something that an import did not take.</summary>
/// <param name="Source">Where it is: the file's name, and the entry's number where it is one of several.</param>
/// <param name="Reason">Why.</param>
/// <param name="Account">The account that is there already; null for any other reason.</param>
/// <param name="Message">What is the matter and what to do, for a log or a developer; no secret.</param>
public sealed record SkippedCredential(string Source, ImportSkipReason Reason, AccountId? Account, string Message);
