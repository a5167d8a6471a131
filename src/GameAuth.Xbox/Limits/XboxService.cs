using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A service that counts the requests of each player and title for itself.</summary>
/// <param name="Name">Its name in scopes.</param>
/// <param name="Burst">How many in 15 s.</param>
/// <param name="Sustained">How many in 300 s.</param>
internal sealed record XboxService(string Name, int Burst, int Sustained)
{
    private static readonly TimeSpan BurstPeriod = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SustainedPeriod = TimeSpan.FromSeconds(300);

    /// <summary>Its rule, with windows of their own for each account: an account belongs to one player and one client id.</summary>
    public PaceRule Rule => new(ScopeOf("*"), new PaceWindow(Burst, BurstPeriod), new PaceWindow(Sustained, SustainedPeriod)) { HoldWithoutHint = BurstPeriod };

    public string ScopeOf(string accountKey) => $"xbox/{Name}/{accountKey}";
}
