using System.Net.Http.Headers;

namespace GameAuth.Providers;

/// <summary>The provider's clock, as far as its answers tell: the local clock plus an offset learnt from their <c>Date</c> headers.</summary>
/// <remarks>
/// <para>One per registration. Sign with it, and bring a provider's absolute times home with <see cref="ToLocal"/>. Timers and timestamps are the local clock's.</para>
/// <para>
/// The offset is kept against a <see cref="SteadyClock"/>, so that a step of the local clock changes what <see cref="Offset"/> says and not the time of the server. An answer whose date is
/// more than 30 days off teaches nothing.
/// </para>
/// <para>Safe for use from any thread.</para>
/// </remarks>
public sealed class ServerClock : TimeProvider
{
    // A Date header has whole seconds (RFC 9110 section 5.6.7) and is stamped some time before it arrives.
    private static readonly TimeSpan HeaderPrecision = TimeSpan.FromSeconds(2);
    private const long Unknown = long.MinValue;

    private readonly SteadyClock _steady;
    private long _offset = Unknown;

    /// <summary>Starts with no offset.</summary>
    /// <param name="local">The clock of this machine.</param>
    public ServerClock(TimeProvider local)
        : this(new SteadyClock(local))
    {
    }

    internal ServerClock(SteadyClock steady) => _steady = steady;

    /// <summary>The clock of this machine: what <c>RetryAt</c> and every expiry in this library are told in.</summary>
    public TimeProvider Local => _steady.Wall;

    /// <summary>The provider's time minus the local time; zero while they agree within the two seconds that a <c>Date</c> header can tell, and before anything was learnt.</summary>
    public TimeSpan Offset => Interlocked.Read(ref _offset) is var learnt and not Unknown ? new TimeSpan(learnt + _steady.Correction) : TimeSpan.Zero;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => Local.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => Local.TimestampFrequency;

    /// <summary>Learns from one answer. The newest answer wins, so that a clock that is set right here is believed at once.</summary>
    /// <param name="serverDate">The answer's <c>Date</c>.</param>
    /// <param name="localNow">The local time at which the answer's headers arrived.</param>
    /// <remarks>Leave out answers that a cache may have kept (an <c>Age</c> header): their date is old.</remarks>
    public void Observe(DateTimeOffset serverDate, DateTimeOffset localNow)
    {
        if (ServerDate.Believe(serverDate, localNow) is { } believed)
        {
            TimeSpan offset = believed - localNow;
            Interlocked.Exchange(ref _offset, (offset.Duration() <= HeaderPrecision ? 0 : offset.Ticks) - _steady.Correction);
        }
    }

    /// <summary>Learns from an answer that has just come.</summary>
    /// <param name="response">The answer, its body not read yet.</param>
    /// <returns>The local time at which its headers arrived.</returns>
    internal DateTimeOffset Learn(HttpResponseMessage response)
    {
        DateTimeOffset now = Local.GetUtcNow();
        if (ProviderResponse.DateOf(response.Headers) is { } date)
        {
            Observe(date, now);
        }
        else if (response.Headers is { RetryAfter.Date: not null, Date: null })
        {
            // The server names a time by its own clock and does not say what that shows (RFC 9110 section 6.6.1 lets a recipient put the date).
            response.Headers.Date = GetUtcNow();
        }

        return now;
    }

    /// <summary>The provider's time.</summary>
    /// <returns>The local time plus <see cref="Offset"/>, in UTC.</returns>
    public override DateTimeOffset GetUtcNow() => Interlocked.Read(ref _offset) is var learnt and not Unknown ? Within(_steady.Ticks + learnt) : Local.GetUtcNow();

    /// <summary>A time that the server says by its own clock, such as an end, in the time of this machine.</summary>
    /// <param name="server">The server's time, whatever it is.</param>
    /// <returns>The local time. It never throws: what lies beyond the calendar stays at its edge, since "never" is a time that some servers write.</returns>
    public DateTimeOffset ToLocal(DateTimeOffset server) => Within(server.UtcTicks - Offset.Ticks);

    /// <inheritdoc/>
    public override long GetTimestamp() => Local.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Local.CreateTimer(callback, state, dueTime, period);

    private static DateTimeOffset Within(long ticks) => new(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
}

/// <summary>How long a server wants to be left alone (RFC 9110 section 10.2.3), in the time of this machine.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Null where the header is absent or nonsense. A date is read against the server's own <c>Date</c>, so that a wrong clock here does no harm.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset localNow) => headers.RetryAfter switch
    {
        { Delta: { } delta } => Clamp(delta),
        { Date: { } date } => Clamp(date - (ServerDate.Believe(ProviderResponse.DateOf(headers), localNow) ?? localNow)),
        _ => null,
    };

    public static TimeSpan Clamp(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
