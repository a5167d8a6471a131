namespace GameAuth.Emulator.Hytale.Limits;

/// <summary>The requests of one caller under one quota.</summary>
internal abstract class LimitCounter
{
    public abstract LimitVerdict Take(DateTimeOffset now);

    public static LimitCounter For(LimitRule rule, HytaleLimiterStyle style) =>
        style is HytaleLimiterStyle.TokenBucket ? new Bucket(rule) : new Window(rule);

    private sealed class Window(LimitRule rule) : LimitCounter
    {
        private DateTimeOffset _end = DateTimeOffset.MinValue;
        private int _left;

        public override LimitVerdict Take(DateTimeOffset now)
        {
            if (now >= _end) (_end, _left) = (now + rule.Window, rule.Count);
            bool allowed = _left > 0;
            if (allowed) _left--;
            return new LimitVerdict(allowed, rule.Count, _left, _end, null);
        }
    }

    private sealed class Bucket(LimitRule rule) : LimitCounter
    {
        private DateTimeOffset? _last;
        private double _permits = rule.Count;

        public override LimitVerdict Take(DateTimeOffset now)
        {
            double refilled = rule.Count * ((now - (_last ?? now)) / rule.Window);
            _permits = Math.Min(rule.Count, _permits + Math.Max(0, refilled));
            _last = now;
            bool allowed = _permits >= 1;
            if (allowed) _permits--;
            return new LimitVerdict(allowed, rule.Count, (int)_permits, now + rule.Window, rule.Window);
        }
    }
}
