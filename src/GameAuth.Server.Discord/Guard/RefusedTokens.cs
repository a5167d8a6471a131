using System.Runtime.InteropServices;
using GameAuth.Providers;

namespace GameAuth.Server.Discord;

/// <summary>Remembers for a moment which access tokens Discord did not take, by a keyed hash, so that the same junk costs one call. Of this node alone and bounded. Safe for use from any thread.</summary>
internal sealed class RefusedTokens(DiscordKeys keys, SteadyClock clock)
{
    /// <summary>How many it remembers; beyond it the oldest are forgotten.</summary>
    public const int Capacity = 10_000;

    /// <summary>How long a token is remembered that Discord does not know. Short: Discord is known to refuse good ones at times.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromMinutes(1);

    /// <summary>How long a token is remembered that is of another application, or of nobody.</summary>
    public static readonly TimeSpan Foreign = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, DateTimeOffset> _until = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>How many it remembers now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _until.Count;
            }
        }
    }

    public async ValueTask<bool> ContainsAsync(string token, CancellationToken cancellationToken)
    {
        UInt128 hash = await HashAsync(token, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return _until.TryGetValue(hash, out DateTimeOffset until) && clock.Now < until;
        }
    }

    public async ValueTask AddAsync(string token, TimeSpan life, CancellationToken cancellationToken)
    {
        UInt128 hash = await HashAsync(token, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_until.ContainsKey(hash))
            {
                if (_order.Count >= Capacity)
                {
                    _until.Remove(_order.Dequeue());
                }

                _order.Enqueue(hash);
            }

            _until[hash] = clock.Now + life;
        }
    }

    // 128 bits of the MAC: who has no key finds no two tokens of one hash.
    private async ValueTask<UInt128> HashAsync(string token, CancellationToken cancellationToken) =>
        MemoryMarshal.Read<UInt128>(await keys.HashAsync("refused token", [token], cancellationToken).ConfigureAwait(false));
}
