using GameAuth;
using GameAuth.Hytale;

namespace Tour.Hytale;

/// <summary>A game session is a lease: it is renewed until it is ended.</summary>
internal static class SessionAct
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<HytaleGameSession> BeginAsync(TourScene scene, HytaleAccount me, CancellationToken cancellationToken)
    {
        Guid profile = Guid.Parse(scene.Emulator.Hytale.Accounts[0].Profiles[0].Uuid);
        HytaleGameSession session = await me.CreateGameSessionAsync(profile, cancellationToken);
        scene.Report.Check(
            scene.Emulator.Hytale.Sessions.Count == 1,
            "Game session", $"for {session.ProfileId}; a server started from here reads {string.Join(" and ", session.ToEnvironment().Keys)}");
        return session;
    }

    /// <summary>Over the time at which the tokens are renewed.</summary>
    public static async Task LiveOnAsync(TourScene scene, HytaleGameSession session, CancellationToken cancellationToken)
    {
        (int seen, string before) = (session.Changes, session.SessionToken.Reveal());
        scene.Clock.SetAhead(TimeSpan.FromMinutes(55.5));
        await session.WaitForChangeAsync(seen, cancellationToken).WaitAsync(Patience, cancellationToken);
        scene.Report.Check(
            session.State is ResourceState.Live && session.SessionToken.Reveal() != before
                && (scene.Count(HytaleCount.SessionRefresh), scene.Count(HytaleCount.SessionNew)) == (1, 1),
            "55 minutes later", "the game session has new tokens, and nobody asked for them");
    }
}
