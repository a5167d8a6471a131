using System.Diagnostics;

namespace GameAuth.Providers;

/// <summary>One mint as the outside sees it: activity, metrics, event and log line, by name and kind only.</summary>
internal sealed class AcquisitionTrace(TokenCacheEntry entry, bool inBackground) : IDisposable
{
    private readonly TokenEngine _engine = entry.Chain.Engine;
    private readonly long _started = entry.Chain.Engine.Time.GetTimestamp();
    private readonly Activity? _activity = AuthTelemetry.StartMint(entry.Chain.Provider, entry.Source.Name);
    private bool _onTheWire;

    public void OnTheWire() => _onTheWire = true;

    public void Succeeded()
    {
        Tell(AuthEventNames.TokenMinted, "ok", correlationId: null);
        _engine.Log.Minted(entry.Source.Name, Account, (long)Took.TotalMilliseconds, inBackground, _onTheWire);
    }

    public void Failed(Exception error)
    {
        Tell(AuthEventNames.TokenMintFailed, error.GetType().Name, (error as GameAuthException)?.CorrelationId);
        _activity?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
        _engine.Log.MintFailed(entry.Source.Name, Account, error.GetType().Name, (error as SignInRequiredException)?.Reason.ToString() ?? "no reason");
    }

    public void Dispose() => _activity?.Dispose();

    private TimeSpan Took => _engine.Time.GetElapsedTime(_started);

    private string Account => entry.Chain.Grant?.Id.ToString() ?? entry.Chain.Scope.ToString();

    private void Tell(string name, string outcome, string? correlationId)
    {
        _activity?.SetTag("outcome", outcome);
        _engine.Telemetry.Minted(
            entry.Chain.Provider,
            new TokenEvent(name, _engine.Time.GetUtcNow(), entry.Chain.Grant?.Id, correlationId, entry.Source.Name, outcome, _onTheWire),
            Took);
    }
}
