using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The user token and the title token of one SISU answer, with the device token that they were issued beside.</summary>
/// <remarks>
/// XSTS refuses a title token beside another device token than its own (8015DC1E), so the three are one value: what is sent together
/// was issued together.
/// </remarks>
internal sealed class UserTitleToken : IToken
{
    public required Secret User { get; init; }

    public required Secret Title { get; init; }

    public required Secret Device { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }
}
