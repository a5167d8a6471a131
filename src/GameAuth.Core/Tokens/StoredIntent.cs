namespace GameAuth.Providers;

/// <summary>The word, saved before the wire, that a single-use token is about to be presented.</summary>
/// <param name="By">The process that says so.</param>
/// <param name="Until">When its deadline has passed (UTC).</param>
/// <param name="InDoubt">Whether an earlier presentation of the same token had no answer.</param>
internal sealed record StoredIntent(string By, DateTimeOffset Until, bool InDoubt);
