using GameAuth.Emulator.Xbox.People;

namespace GameAuth.Emulator;

/// <content>What players do.</content>
public sealed partial class XboxEmulator
{
    /// <summary>A player or friend as the services tell of them now, with what happened since the start.</summary>
    /// <param name="gamertag">Who; case does not matter.</param>
    /// <returns>A snapshot.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public EmulatedPlayer PlayerNow(string gamertag)
    {
        lock (_core.State)
            return Life.Named(gamertag);
    }

    /// <summary>A player achieves something now, by the emulator's clock: the lists, the history and the Gamerscore say so from then on, and who is subscribed over RTA is told.</summary>
    /// <param name="gamertag">Who; case does not matter.</param>
    /// <param name="title">The title's id or service configuration id.</param>
    /// <param name="achievementId">The achievement's id within the title.</param>
    /// <returns>Whether that changed anything; false when it was achieved before.</returns>
    /// <exception cref="EmulatorException">There is no such person, title or achievement.</exception>
    public bool Unlock(string gamertag, string title, string achievementId) =>
        Reach(gamertag, title, achievementId, one => Math.Max(one.Current, one.Target));

    /// <summary>A player comes some way towards an achievement; at its target it is achieved. Who is subscribed over RTA is told.</summary>
    /// <param name="gamertag">Who; case does not matter.</param>
    /// <param name="title">The title's id or service configuration id.</param>
    /// <param name="achievementId">The achievement's id within the title.</param>
    /// <param name="current">How far the player has come now, from 0; what is achieved stays so.</param>
    /// <returns>Whether that changed anything.</returns>
    /// <exception cref="EmulatorException">There is no such person, title or achievement.</exception>
    public bool Progress(string gamertag, string title, string achievementId, int current)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(current);
        return Reach(gamertag, title, achievementId, _ => current);
    }

    /// <summary>A player or friend comes, goes, or starts something else. Who is subscribed over RTA is told.</summary>
    /// <param name="gamertag">Who; case does not matter.</param>
    /// <param name="presence">Where the person is from now on.</param>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public void SetPresence(string gamertag, EmulatedPresence presence)
    {
        ArgumentNullException.ThrowIfNull(presence);
        lock (_core.State)
            Authority.Realtime.Moved(Life.Move(gamertag, presence));
    }

    private PlayerLife Life => new(Authority.People, _core.Clock);

    private bool Reach(string gamertag, string title, string achievementId, Func<EmulatedAchievement, int> current)
    {
        lock (_core.State)
        {
            if (Life.Reach(gamertag, title, achievementId, current) is not { } change) return false;
            Authority.Realtime.Achieved(Life.Named(gamertag), change.Title, change.Achievement);
            return true;
        }
    }
}
