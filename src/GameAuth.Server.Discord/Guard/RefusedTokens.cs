using System.Runtime.InteropServices;
using GameAuth.Providers;

namespace GameAuth.Server.Discord;

/// <summary>
/// Remembers for a moment which access tokens Discord did not take, or took too often, by a keyed hash, so that the same junk costs one call and a limit of one token holds that one alone. Of this node alone
/// and bounded. Safe for use from any thread.
/// </summary>
internal sealed class RefusedTokens(DiscordKeys keys, SteadyClock clock)
{
    /// <summary>How many it remembers; beyond it the oldest are forgotten.</summary>
    public const int Capacity = 10_000;

    /// <summary>How long a token is remembered that Discord does not know. Short: Discord is known to refuse good ones at times.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromMinutes(1);

    /// <summary>How long a token is remembered that is of another application, or of nobody; and how long a limited one at most: a header is somebody else's number.</summary>
    public static readonly TimeSpan Foreign = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Remembered> _tokens = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>Finds what is known of a token.</summary>
    /// <returns>Whether it was refused, and how long it is limited; nothing of a token that may be asked about.</returns>
    public async ValueTask<(bool IsRefused, TimeSpan LimitedFor)> FindAsync(string token, CancellationToken cancellationToken)
    {
        UInt128 hash = await HashAsync(token, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            DateTimeOffset now = clock.Now;
            return !_tokens.TryGetValue(hash, out Remembered known) || now >= known.Until ? default
                : known.IsLimit ? (false, known.Until - now)
                : (true, TimeSpan.Zero);
        }
    }

    /// <summary>Notes that a token was refused.</summary>
    public ValueTask AddAsync(string token, TimeSpan life, CancellationToken cancellationToken) => NoteAsync(token, life, isLimit: false, cancellationToken);

    /// <summary>Notes that Discord limits a token.</summary>
    public ValueTask LimitAsync(string token, TimeSpan wait, CancellationToken cancellationToken) => NoteAsync(token, wait < Foreign ? wait : Foreign, isLimit: true, cancellationToken);

    private async ValueTask NoteAsync(string token, TimeSpan life, bool isLimit, CancellationToken cancellationToken)
    {
        UInt128 hash = await HashAsync(token, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_tokens.ContainsKey(hash))
            {
                if (_order.Count >= Capacity)
                {
                    _tokens.Remove(_order.Dequeue());
                }

                _order.Enqueue(hash);
            }

            _tokens[hash] = new Remembered(clock.Now + life, isLimit);
        }
    }

    // 128 bits of the MAC: who has no key finds no two tokens of one hash.
    private async ValueTask<UInt128> HashAsync(string token, CancellationToken cancellationToken) =>
        MemoryMarshal.Read<UInt128>(await keys.HashAsync("refused token", [token], cancellationToken).ConfigureAwait(false));

    private readonly record struct Remembered(DateTimeOffset Until, bool IsLimit);
}
