using GameAuth.Emulator;

namespace XboxConsole;

/// <summary>The emulator's player plays while somebody listens: one achievement every second.</summary>
internal sealed class EmulatedPlay : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly GameAuthEmulator _emulator;
    private readonly Timer _timer;

    public EmulatedPlay(GameAuthEmulator emulator)
    {
        _emulator = emulator;
        _timer = new Timer(_ => Unlock(), state: null, Pause, Pause);
    }

    public void Dispose() => _timer.Dispose();

    private void Unlock()
    {
        if (_emulator.Xbox.RtaConnections == 0)
        {
            return;
        }

        EmulatedPlayer player = _emulator.Xbox.PlayerNow(_emulator.Players[0].Gamertag);
        foreach (EmulatedTitle title in player.Titles)
        {
            if (title.Achievements.FirstOrDefault(static one => one.UnlockedAt is null) is { } next)
            {
                _emulator.Xbox.Unlock(player.Gamertag, title.TitleId, next.Id);
                return;
            }
        }
    }
}
