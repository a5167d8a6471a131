using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server;

/// <summary>The names of the session server's instruments, on the meter <see cref="GameAuthTelemetry.MeterName"/>. They change only with a major version.</summary>
public static class GameAuthServerTelemetry
{
    /// <summary>Counter, {event}: what happened to sessions. Tags: <c>event</c> (<see cref="SessionEventNames"/>), <c>provider</c> where it is known, and of a refusal <c>error</c> (the answer's code).</summary>
    public const string SessionEvents = "gameauth.session.events";

    /// <summary>Counter, {event}: what administrators did. Tags: <c>event</c> (<see cref="AdminEventNames"/>), and of a refusal <c>error</c>.</summary>
    public const string AdminEvents = "gameauth.admin.events";

    /// <summary>Gauge, {state}: 1 while this node knows who was revoked, 0 while it answers 503 to bearers.</summary>
    public const string RevocationsConfirmed = "gameauth.revocation.confirmed";

    /// <summary>Gauge, {entry}: entries of the log of revocations that this node holds.</summary>
    public const string RevocationEntries = "gameauth.revocation.entries";

    /// <summary>Gauge, {event}: events that wait to be written to the audit.</summary>
    public const string AuditPending = "gameauth.audit.pending";

    /// <summary>Counter, {event}: events that were left out of the audit.</summary>
    public const string AuditDropped = "gameauth.audit.dropped";

    /// <summary>Counter, {token}: acknowledgements of access tokens that were dropped, since the store was slower than the requests.</summary>
    public const string AcknowledgementsDropped = "gameauth.acknowledgement.dropped";
}

/// <summary>The instruments of the session server. It counts what events say; what is looked at from outside is asked for when somebody looks.</summary>
internal sealed class ServerTelemetry : IAuthEventSink, IDisposable
{
    private readonly Meter? _ownMeter;
    private readonly Counter<long> _sessions;
    private readonly Counter<long> _admins;

    public ServerTelemetry(IServiceProvider host, IMeterFactory? meters = null)
    {
        _ownMeter = meters is null ? new Meter(GameAuthTelemetry.MeterName) : null;
        Meter meter = _ownMeter ?? meters!.Create(GameAuthTelemetry.MeterName);
        _sessions = meter.CreateCounter<long>(GameAuthServerTelemetry.SessionEvents, "{event}", "What happened to sessions.");
        _admins = meter.CreateCounter<long>(GameAuthServerTelemetry.AdminEvents, "{event}", "What administrators did.");
        meter.CreateObservableGauge(
            GameAuthServerTelemetry.RevocationsConfirmed, () => host.GetRequiredService<RevocationIndex>().IsConfirmed ? 1 : 0, "{state}", "Whether this node knows who was revoked.");
        meter.CreateObservableGauge(GameAuthServerTelemetry.RevocationEntries, () => host.GetRequiredService<RevocationIndex>().Count, "{entry}", "Entries of the log of revocations in memory.");
        meter.CreateObservableGauge(GameAuthServerTelemetry.AuditPending, () => host.GetRequiredService<AuditWriter>().Pending, "{event}", "Events that wait for the audit.");
        meter.CreateObservableCounter(GameAuthServerTelemetry.AuditDropped, () => host.GetRequiredService<AuditWriter>().Dropped, "{event}", "Events that were left out of the audit.");
        meter.CreateObservableCounter(
            GameAuthServerTelemetry.AcknowledgementsDropped, () => host.GetRequiredService<Acknowledgements>().Dropped, "{token}", "Acknowledgements that were dropped.");
    }

    /// <inheritdoc/>
    public void OnEvent(AuthEvent happened)
    {
        switch (happened)
        {
            case SessionEvent session:
                _sessions.Add(1, Tags(session.Name, session.Provider, session.Name == SessionEventNames.Refused ? session.Reason : null));
                break;
            case AdminEvent admin:
                _admins.Add(1, Tags(admin.Name, provider: null, admin.Refusal));
                break;
            default:
                break;
        }
    }

    public void Dispose() => _ownMeter?.Dispose();

    private static TagList Tags(string name, string? provider, string? error)
    {
        TagList tags = new() { { "event", name } };
        if (provider is not null)
        {
            tags.Add("provider", provider);
        }

        if (error is not null)
        {
            tags.Add("error", error);
        }

        return tags;
    }
}
