using Microsoft.Extensions.Logging;

namespace GameAuth;

/// <summary>Tells every sink, and lets none of them harm the others.</summary>
internal sealed partial class AuthEvents(IEnumerable<IAuthEventSink> sinks, ILogger<AuthEvents> logger)
{
    private readonly IAuthEventSink[] _sinks = [.. sinks];
    private readonly ILogger _logger = logger;

    public void Raise(AuthEvent happened)
    {
        foreach (IAuthEventSink sink in _sinks)
        {
            try
            {
                sink.OnEvent(happened);
            }
            catch (Exception error)
            {
                SinkFailed(sink.GetType().Name, happened.Name, error.GetType().Name);
            }
        }
    }

    [LoggerMessage(1101, LogLevel.Error, "The event sink {Sink} failed on {Event} with {Error}; the other sinks were told.")]
    private partial void SinkFailed(string sink, string @event, string error);
}
