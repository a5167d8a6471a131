namespace GameAuth;

/// <summary>A file that was to be removed after an import and is still there.</summary>
/// <param name="Path">The file.</param>
/// <param name="Message">Why, and what to do; no secret.</param>
public sealed record NotRemovedFile(string Path, string Message);
