namespace GameAuth.Jose;

/// <summary>A key of a set that can not be used.</summary>
/// <param name="Index">Its place in the set, from zero.</param>
/// <param name="KeyId">Its id, where it has one that can be shown.</param>
/// <param name="Error">Why it can not be used.</param>
public sealed record RefusedJsonWebKey(int Index, string? KeyId, JwkError Error);
