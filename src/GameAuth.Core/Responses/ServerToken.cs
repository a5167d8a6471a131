using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

/// <summary>What can be a token. It is checked before it is stored or sent: a line break in one would begin a header of its own.</summary>
public static class ServerToken
{
    /// <summary>The longest token: 16,384 characters. Servers take no header that is longer.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Whether it fits into a header: 1 to <see cref="MaxLength"/> printable ASCII characters, none of them a blank.</summary>
    /// <param name="token">The token, or null.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsUsable([NotNullWhen(true)] Secret? token) =>
        token?.Reveal() is { Length: > 0 and <= MaxLength } text && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>The token, where it is one.</summary>
    /// <param name="token">The token, or null.</param>
    /// <returns>The token; null where it can be none.</returns>
    public static Secret? OrNull(Secret? token) => IsUsable(token) ? token : null;
}
