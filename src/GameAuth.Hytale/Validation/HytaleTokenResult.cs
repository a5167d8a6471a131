using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Hytale;

/// <summary>What a token was found to be. Immutable; it prints without the token.</summary>
public readonly record struct HytaleTokenResult
{
    internal HytaleTokenResult(HytaleToken token) => Token = token;

    internal HytaleTokenResult(HytaleTokenRefusal refusal, string? claim = null) => (Refusal, Claim) = (refusal, claim);

    /// <summary>Why it was refused; <see cref="HytaleTokenRefusal.None"/> where it was not. A result that nobody made has neither refusal nor token.</summary>
    public HytaleTokenRefusal Refusal { get; }

    /// <summary>The claim that is to blame, such as <c>session_id</c>; null where no single one is.</summary>
    public string? Claim { get; }

    /// <summary>What the token says; null where it was refused.</summary>
    public HytaleToken? Token { get; }

    /// <summary>Whether the token is good.</summary>
    [MemberNotNullWhen(true, nameof(Token))]
    public bool IsValid => Token is not null;

    /// <summary>The refusal, or whose token it is.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => Token?.ToString() ?? (Claim is null ? $"refused: {Refusal}" : $"refused: {Refusal} ({Claim})");
}
