using GameAuth.Testing;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox.Tests;

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
            TimeSpan pause = (TimeSpan)values.Single(value => value.Key == "Delay").Value!;
            _ = PassAsync(clock.WaitForTimersAsync(clock.PendingTimers + 1), pause);
        }
    }

    public void Dispose()
    {
    }

    private async Task PassAsync(Task armed, TimeSpan pause)
    {
        await armed;
        clock.Advance(pause + TimeSpan.FromMilliseconds(1));
    }
}
