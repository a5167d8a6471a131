using System.Globalization;

namespace GameAuth.Emulator.Faults;

/// <summary>Says in the event log what a fault did.</summary>
internal static class FaultWords
{
    public static string Of(Fault fault)
    {
        List<string> words = [];
        if (fault.Delay > TimeSpan.Zero) words.Add(Invariant($"delay {fault.Delay:c}"));
        if (fault.ClockSkew != TimeSpan.Zero) words.Add(Invariant($"clock {fault.ClockSkew:c}"));
        if (fault.Drop) words.Add(fault.AfterState ? "drop after state" : "drop before state");
        if (fault.Status is { } status) words.Add(Invariant($"status {status}"));
        if (fault.FrameStatus is { } frame) words.Add(Invariant($"frame status {frame}"));
        if (fault.ExtraFrames.Count > 0) words.Add(Invariant($"{fault.ExtraFrames.Count} extra frames"));
        if (fault.OAuthError is { } error) words.Add(error);
        if (fault.XErr is { } code) words.Add(Invariant($"XErr {code} as {fault.XErrForm}"));
        if (fault.RateLimit is { } limit) words.Add(Invariant($"rate limit {limit.TypeMember} {limit.Type}"));
        if (fault.RetryAfter is { } wait) words.Add(Invariant($"retry after {wait:c}"));
        if (fault.Damage is not BodyDamage.None) words.Add(fault.Damage.ToString());
        if (fault.Body is not null) words.Add("body");
        if (fault.Headers.Count > 0) words.Add("headers");
        if (fault.AfterState && !fault.Drop) words.Add("after state");
        return string.Join(", ", words);
    }

    private static string Invariant(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
