namespace GameAuth.Hytale;

/// <summary>What one look at a token came to: a result, or a key that has to be asked for first.</summary>
internal readonly record struct TokenGlance
{
    /// <summary>A signature that the key as it is known did not make; final unless the keys turn out to be old.</summary>
    public static TokenGlance BadSignature { get; } = new() { Result = new HytaleTokenResult(HytaleTokenRefusal.BadSignature) };

    public HytaleTokenResult Result { get; private init; }

    public string? UnknownKeyId { get; private init; }

    public bool IsFinal { get; private init; }

    public static TokenGlance Judged(HytaleTokenResult result) => new() { Result = result, IsFinal = true };

    public static TokenGlance Refuse(HytaleTokenRefusal refusal, string? claim = null) => Judged(new HytaleTokenResult(refusal, claim));

    public static TokenGlance NeedsKey(string keyId) => new() { Result = new HytaleTokenResult(HytaleTokenRefusal.UnknownKey), UnknownKeyId = keyId };
}
