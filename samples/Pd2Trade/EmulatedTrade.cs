using GameAuth.Emulator;

namespace Pd2Trade;

/// <summary>Another player of the emulator writes and makes offers while somebody looks.</summary>
internal sealed class EmulatedTrade : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly Pd2Emulator _pd2;
    private readonly Timer _timer;
    private int _turn;

    public EmulatedTrade(GameAuthEmulator emulator)
    {
        _pd2 = emulator.Pd2;
        _timer = new Timer(_ => Move(), state: null, Pause, Pause);
    }

    public void Dispose() => _timer.Dispose();

    private void Move()
    {
        (EmulatedPd2Player seller, EmulatedPd2Player buyer) = (_pd2.Players[0], _pd2.Players[1]);
        int turn = Interlocked.Increment(ref _turn);
        if (turn % 2 == 0)
        {
            _pd2.SendMessage(buyer.Username, seller.Username, $"Still there? ({turn})");
        }
        else if (_pd2.Listings.FirstOrDefault(one => one?["item"]?["account_id"]?.ToString() == seller.Accounts?[0])?["_id"]?.ToString() is { } listing)
        {
            _pd2.MakeOffer(buyer.Username, listing, $"{turn} Ist");
        }
    }
}
