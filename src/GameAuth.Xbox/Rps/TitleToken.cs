using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The token of a title, of title.auth.xboxlive.com, with the device token that it was issued beside.</summary>
/// <remarks>XSTS refuses a title token beside another device token than its own (8015DC1E), so the two are one value.</remarks>
internal sealed class TitleToken : IToken
{
    public required Secret Token { get; init; }

    public required Secret Device { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }
}
