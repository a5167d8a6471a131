using GameAuth.Emulator;

namespace PsnTrophies;

/// <summary>The emulator's players come, play and go while somebody looks.</summary>
internal sealed class EmulatedPlay : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(4);

    private readonly GameAuthEmulator _emulator;
    private readonly Timer _timer;
    private int _turn;

    public EmulatedPlay(GameAuthEmulator emulator)
    {
        _emulator = emulator;
        _timer = new Timer(_ => Move(), state: null, Pause, Pause);
    }

    public void Dispose() => _timer.Dispose();

    private void Move()
    {
        EmulatedPsnPresence next = (_turn++ % 3) switch
        {
            0 => new EmulatedPsnPresence { IsOnline = true },
            1 => new EmulatedPsnPresence { IsOnline = true, NpTitleId = "PPSA90001_00", TitleName = "Emulated Odyssey" },
            _ => new EmulatedPsnPresence { LastOnline = TimeProvider.System.GetUtcNow() },
        };
        foreach (EmulatedPsnPlayer player in _emulator.Psn.Players)
        {
            _emulator.Psn.SetPresence(player.OnlineId, next);
        }
    }
}
