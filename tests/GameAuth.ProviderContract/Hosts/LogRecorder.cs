using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GameAuth.ProviderContract;

/// <summary>Keeps every line, scope, state and exception that a logger is given, at any level.</summary>
public sealed class LogRecorder : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Recorder(LogRecorder owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Keep("scope", state, state.ToString(), error: null);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Keep(logLevel.ToString(), state, formatter(state, exception), exception);

        private void Keep(string level, object? state, string? text, Exception? error)
        {
            string parts = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(" | ", pairs.Select(pair => $"{pair.Key}={Expand(pair.Value)}")) : "";
            owner.Lines.Enqueue($"{level} {category}: {text} {parts} {error}");
        }

        // A log that is kept as fields writes what is in a list, such as the values of a header, not the list's name.
        private static string Expand(object? value) => value is IEnumerable<object?> list
            ? string.Join(", ", list.Select(Expand))
            : value?.ToString() ?? "";
    }
}
