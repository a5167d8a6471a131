namespace GameAuth.Providers;

/// <summary>How the grants of accounts that nobody uses are refreshed before the sign-in ends, where refreshing prolongs it.</summary>
/// <param name="Early">How long before its end.</param>
/// <param name="RefreshAsync">Gets the account's grant. Its access token has ended long ago, so that this spends the refresh token and brings the next.</param>
internal sealed record GrantKeeping(TimeSpan Early, Func<AccountBinding, CancellationToken, Task> RefreshAsync)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>How long an account rests after a try; it has days.</summary>
    public TimeSpan Pause => Early / 4 < LongestPause ? Early / 4 : LongestPause;
}
