using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>The limits that are kept here, and what a call asks of the pacer.</summary>
/// <remarks>
/// The service publishes none. Another program that reads much of <c>game/*</c> keeps to one request a second "per api limits", so that is the rhythm here, for all accounts of a process together.
/// </remarks>
internal static class Pd2Limits
{
    private const string Game = "pd2/game";
    private const string GamePath = "game/";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public static IEnumerable<PaceRule> Rules { get; } = [new(Game) { MinSpacing = TimeSpan.FromSeconds(1) }];

    /// <summary>The limits of a service.</summary>
    /// <param name="service">Its path without a slash in front, such as <c>game/stash</c>.</param>
    public static PaceRequest Of(ReadOnlySpan<char> service) => service.StartsWith(GamePath, StringComparison.OrdinalIgnoreCase) ? OfGame : PaceRequest.None;

    private static PaceRequest OfGame { get; } = new([Game], MaxWait: LongestWait);
}
