namespace GameAuth.Server.Host.Refreshing;

/// <summary>A server that refreshes tokens: ours, or a peer. Each asks it in its own words.</summary>
public interface IRefreshTarget : IDisposable
{
    /// <summary>Signs a player in, or takes a session that was made before.</summary>
    /// <param name="player">The player's number.</param>
    Task<Grant> SignInAsync(int player);

    /// <summary>Refreshes once.</summary>
    /// <param name="refreshToken">The refresh token.</param>
    /// <param name="caller">The number of the caller, who asks the node of that number.</param>
    Task<Grant> RefreshAsync(string refreshToken, int caller);

    /// <summary>Whether an access token opens the API.</summary>
    Task<bool> CallAsync(string accessToken, int caller);
}

/// <summary>What a server answered.</summary>
/// <param name="IsGranted">Whether it gave tokens.</param>
/// <param name="Refresh">The next refresh token.</param>
/// <param name="Access">The access token.</param>
/// <param name="Error">Why it gave none.</param>
public sealed record Grant(bool IsGranted, string Refresh, string Access, string Error)
{
    /// <summary>Tokens.</summary>
    public static Grant Of(string refresh, string access) => new(true, refresh, access, "");

    /// <summary>None.</summary>
    public static Grant Refused(string error) => new(false, "", "", error);
}
