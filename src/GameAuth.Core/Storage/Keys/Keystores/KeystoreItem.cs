namespace GameAuth.Storage;

/// <summary>The place of a key in a keystore.</summary>
/// <param name="Application">The application's name, which the keystore shows to its user.</param>
/// <param name="Id">Random, of one store.</param>
internal readonly record struct KeystoreItem(string Application, string Id);
