namespace GameAuth.Storage;

/// <summary>Which key seals the store and what guards it; to be logged and shown, so that the level is never silent.</summary>
/// <param name="Source">Where the key came from.</param>
/// <param name="Protection">What guards it there.</param>
/// <param name="KeyId">The public id of the key, 16 hex digits, as it stands in every sealed row.</param>
public sealed record KeyReport(string Source, KeyProtection Protection, string KeyId);
