using GameAuth.Providers;

namespace GameAuth.Server.Discord;

/// <summary>
/// Stops calls that would be refused anyhow and would lengthen a ban: all of them while the address is banned, those of one kind while it is limited. When the time is over one call goes ahead, and its
/// answer decides about the others. Of this node alone, since a ban is an address's. Safe for use from any thread.
/// </summary>
internal sealed class Breaker(SteadyClock clock)
{
    // No ban that is on record was longer than a day, and a header is somebody else's number.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    // Where nobody said how long: a minute, twice as long each time, half an hour at most.
    private static readonly TimeSpan FirstGuess = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastGuess = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly Circuit _address = new();
    private readonly Circuit[] _lanes = [new(), new(), new()];

    /// <summary>How long the address is banned, as far as it is known; zero where it is not.</summary>
    public TimeSpan BannedFor
    {
        get
        {
            lock (_gate)
            {
                return _address.WaitAt(clock.Now, isClaimed: false);
            }
        }
    }

    /// <summary>How long a call has to wait; zero where it may be sent.</summary>
    public TimeSpan WaitOf(DiscordLane lane)
    {
        lock (_gate)
        {
            return Wait(_lanes[(int)lane], clock.Now);
        }
    }

    /// <summary>Lets a call through.</summary>
    /// <param name="lane">Its kind.</param>
    /// <param name="pass">The pass; hand it to <see cref="Leave"/> whatever happens.</param>
    /// <returns>Zero; or how long it has to wait, and then there is no pass.</returns>
    public TimeSpan Enter(DiscordLane lane, out BreakerPass pass)
    {
        lock (_gate)
        {
            Circuit own = _lanes[(int)lane];
            pass = default;
            TimeSpan wait = Wait(own, clock.Now);
            if (wait <= TimeSpan.Zero)
            {
                pass = new BreakerPass(lane, _address.Claim(), own.Claim(), _address.Epoch, own.Epoch);
            }

            return wait;
        }
    }

    /// <summary>Takes note of what became of a call.</summary>
    /// <param name="pass">The call's pass.</param>
    /// <param name="verdict">What its answer says.</param>
    /// <param name="retryAfter">How long to wait, where the answer says so.</param>
    /// <returns>How long the circuit that this answer opened stays open; zero where it opened none.</returns>
    public TimeSpan Leave(BreakerPass pass, CallVerdict verdict, TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            Circuit own = _lanes[(int)pass.Lane];
            DateTimeOffset now = clock.Now;
            TimeSpan? wait = retryAfter is { } said ? TimeSpan.FromTicks(Math.Clamp(said.Ticks, Shortest.Ticks, Longest.Ticks)) : null;
            TimeSpan opened = verdict switch
            {
                CallVerdict.Banned => _address.Open(pass.AddressEpoch, now, wait),
                CallVerdict.Limited => own.Open(pass.LaneEpoch, now, wait),
                _ => TimeSpan.Zero,
            };
            bool isAnswered = verdict != CallVerdict.Unknown;
            _address.Release(pass.ProbesAddress, isAnswered && verdict != CallVerdict.Banned);
            own.Release(pass.ProbesLane, isAnswered && verdict is CallVerdict.Served or CallVerdict.Refused);
            return opened;
        }
    }

    private TimeSpan Wait(Circuit own, DateTimeOffset now)
    {
        TimeSpan address = _address.WaitAt(now, isClaimed: true);
        TimeSpan lane = own.WaitAt(now, isClaimed: true);
        return address > lane ? address : lane;
    }

    private sealed class Circuit
    {
        private DateTimeOffset _until;
        private bool _isOpen;
        private bool _isProbed;
        private int _trips;

        /// <summary>Rises each time that it opens: what was sent before says nothing about afterwards.</summary>
        public int Epoch { get; private set; }

        public TimeSpan WaitAt(DateTimeOffset now, bool isClaimed) =>
            !_isOpen ? TimeSpan.Zero : now < _until ? _until - now : isClaimed && _isProbed ? Shortest : TimeSpan.Zero;

        /// <summary>Whether the call that goes through now is the one that decides.</summary>
        public bool Claim()
        {
            bool isProbe = _isOpen;
            _isProbed |= isProbe;
            return isProbe;
        }

        public TimeSpan Open(int epoch, DateTimeOffset now, TimeSpan? wait)
        {
            // Calls that were under way together are one occasion.
            if (epoch == Epoch)
            {
                Epoch++;
                _trips = Math.Min(_trips + 1, 16);
                _until = now;
            }

            TimeSpan guess = TimeSpan.FromTicks(Math.Min(LastGuess.Ticks, FirstGuess.Ticks << (_trips - 1)));
            DateTimeOffset until = now + (wait ?? guess);
            (_isOpen, _until) = (true, until > _until ? until : _until);
            return _until - now;
        }

        public void Release(bool isProbe, bool isWell)
        {
            if (!isProbe)
            {
                return;
            }

            _isProbed = false;
            if (isWell)
            {
                (_isOpen, _trips) = (false, 0);
            }
        }
    }
}

/// <summary>The kinds of calls to Discord. What stops one of them does not stop the others, but for a ban of this node's address.</summary>
internal enum DiscordLane
{
    /// <summary>Codes, and the tokens that they were exchanged for.</summary>
    Codes,

    /// <summary>Access tokens that clients brought.</summary>
    Tokens,

    /// <summary>Activity instances, by the bot.</summary>
    Instances,
}

/// <summary>What an answer of Discord says about calling on.</summary>
internal enum CallVerdict
{
    /// <summary>There was no answer, or none that says anything.</summary>
    Unknown,

    /// <summary>An answer that counts towards no ban.</summary>
    Served,

    /// <summary>Discord itself refused: 401, or 403 with its own words.</summary>
    Refused,

    /// <summary>A rate limit with Discord's own words.</summary>
    Limited,

    /// <summary>The address is banned, in whatever form: a page in place of JSON, the code 40333, a 429 without Discord's words.</summary>
    Banned,
}

/// <summary>A call that was let through.</summary>
/// <param name="Lane">Its kind.</param>
/// <param name="ProbesAddress">Whether its answer decides about the address.</param>
/// <param name="ProbesLane">Whether its answer decides about its kind.</param>
/// <param name="AddressEpoch">When it was let through, by the address's epochs.</param>
/// <param name="LaneEpoch">The same by its kind's.</param>
internal readonly record struct BreakerPass(DiscordLane Lane, bool ProbesAddress, bool ProbesLane, int AddressEpoch, int LaneEpoch);
