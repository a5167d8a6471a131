using System.Globalization;

namespace GameAuth.Tool.Tests;

/// <summary>A test that sends SIGINT to a child, which a child of a background job ignores as its parent does (POSIX, 2.12 Signals and error handling).</summary>
public sealed class InterruptFactAttribute : FactAttribute
{
    private const string Status = "/proc/self/status";
    private const ulong Interrupt = 1UL << 1;

    public InterruptFactAttribute() => Skip = OperatingSystem.IsWindows()
        ? "Windows has no SIGINT to send to another process."
        : IsIgnored() ? "The tests run as a background job, whose children ignore SIGINT; run them in the foreground." : null;

    private static bool IsIgnored() => File.Exists(Status)
        && File.ReadLines(Status).FirstOrDefault(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        && (ulong.Parse(mask.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
}
