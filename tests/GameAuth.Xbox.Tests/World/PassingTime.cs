using GameAuth.Testing;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox.Tests;

/// <summary>Lets a pause that was announced pass, as soon as it has begun.</summary>
internal static class PassingTime
{
    // Known by its length: the other timers are time limits and watches, all longer. Counting timers would not do, since those come and go.
    public static async Task PassAsync(this FakeClock clock, TimeSpan pause)
    {
        TimeSpan longest = pause + TimeSpan.FromMilliseconds(1);
        TimeSpan? next;
        while ((next = clock.NextTimer) is null || next > longest)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        clock.Advance(next.Value);
    }

    /// <summary>The same for a pause that is waited for in pieces, up to each whole minute.</summary>
    public static async Task PassWholeAsync(this FakeClock clock, TimeSpan pause)
    {
        TimeSpan least = TimeSpan.FromMilliseconds(1);
        long begun = clock.GetTimestamp();
        TimeSpan left = pause;
        for (int looks = 0; left > least && looks < 10_000; looks++, left = pause - clock.GetElapsedTime(begun))
        {
            if (clock.NextTimer is { } next && next <= left + least)
            {
                clock.Advance(next);
            }
            else
            {
                await Task.Delay(least);
            }
        }
    }
}

/// <summary>Lets the pause before a repeated call pass: the back channel announces it in the log.</summary>
internal sealed class PassingRetries(FakeClock clock) : ILoggerProvider, ILogger
{
    private const int Retrying = 301;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == Retrying && state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            _ = clock.PassAsync((TimeSpan)values.Single(static value => value.Key == "Delay").Value!);
        }
    }

    public void Dispose()
    {
    }
}
