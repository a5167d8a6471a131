namespace GameAuth.Jose;

/// <summary>What looking for a key came to.</summary>
/// <param name="Key">The key, if there is one.</param>
/// <param name="Error"><see cref="JwsError.None"/>, <see cref="JwsError.UnknownKey"/>, or <see cref="JwsError.KeysUnavailable"/> when the cache has no keys that it may believe.</param>
public readonly record struct JwksLookup(JsonWebKey? Key, JwsError Error);
