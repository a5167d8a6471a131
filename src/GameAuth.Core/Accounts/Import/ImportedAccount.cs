namespace GameAuth;

/// <summary>An account that an import stored.</summary>
/// <param name="Account">Its name in this library.</param>
/// <param name="Source">Where it came from: the file's name and the entry's number, such as <c>cml_accounts.json #1</c>.</param>
public sealed record ImportedAccount(AccountId Account, string Source);
