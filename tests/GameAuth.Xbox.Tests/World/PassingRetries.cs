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
            _ = clock.PassAsync((TimeSpan)values.Single(static value => value.Key == "Delay").Value!);
        }
    }

    public void Dispose()
    {
    }
}
