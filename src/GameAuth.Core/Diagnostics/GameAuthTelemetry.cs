using System.Diagnostics.Metrics;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace GameAuth;

/// <summary>The names that this family uses in <c>System.Diagnostics</c>. They change only with a major version.</summary>
public static class GameAuthTelemetry
{
    /// <summary>The <see cref="System.Diagnostics.ActivitySource"/>: one activity per mint, named <c>gameauth.token.mint</c>.</summary>
    public const string ActivitySourceName = "GameAuth";

    /// <summary>The <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "GameAuth";

    /// <summary>Histogram, seconds: how long a mint took. Tags: <c>provider</c>, <c>step</c>, <c>outcome</c>.</summary>
    public const string MintDuration = "gameauth.token.mint.duration";

    /// <summary>Counter, {mint}: mints that asked the provider. Tags: <c>provider</c>, <c>step</c>, <c>outcome</c>.</summary>
    public const string MintRequests = "gameauth.token.mint.requests";

    /// <summary>Counter, {event}: sign-ins, sign-outs and refusals. Tags: <c>provider</c>, <c>event</c>.</summary>
    public const string AccountEvents = "gameauth.account.events";

    /// <summary>Histogram, seconds: how long a request waited for its permit, if it did. Tags: <c>scope</c> (the rule's, never an account's), <c>limit</c> (such as <c>10 per 15 s</c>, <c>gap</c>, <c>hold</c>, <c>learnt</c>).</summary>
    public const string PacerWaitDuration = "gameauth.pacer.wait.duration";
}

/// <summary>The instruments and the event sinks of one host.</summary>
internal sealed class AuthTelemetry : IDisposable
{
    private static readonly ActivitySource Source = new(GameAuthTelemetry.ActivitySourceName);

    private readonly AuthEvents _events;
    private readonly TimeProvider _time;
    private readonly Meter? _ownMeter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _accounts;

    public AuthTelemetry(AuthEvents events, TimeProvider time, IMeterFactory? meters)
    {
        _events = events;
        _time = time;
        _ownMeter = meters is null ? new Meter(GameAuthTelemetry.MeterName) : null;
        Meter meter = _ownMeter ?? meters!.Create(GameAuthTelemetry.MeterName);
        _duration = meter.CreateHistogram<double>(GameAuthTelemetry.MintDuration, "s", "How long it took to get a token that was not in memory.");
        _requests = meter.CreateCounter<long>(GameAuthTelemetry.MintRequests, "{mint}", "Tokens that the provider was asked for.");
        _accounts = meter.CreateCounter<long>(GameAuthTelemetry.AccountEvents, "{event}", "Sign-ins, sign-outs and refusals of accounts.");
    }

    public static Activity? StartMint(string provider, string step) =>
        Source.StartActivity("gameauth.token.mint")?.SetTag("provider", provider).SetTag("step", step);

    public void Minted(string provider, TokenEvent happened, TimeSpan took)
    {
        TagList tags = new() { { "provider", provider }, { "step", happened.Step }, { "outcome", happened.Outcome } };
        _duration.Record(took.TotalSeconds, tags);
        if (happened.OnTheWire)
        {
            _requests.Add(1, tags);
        }

        _events.Publish(happened);
    }

    public void Account(string provider, string name, AccountId? account, string? reason = null, bool byOtherProcess = false)
    {
        _accounts.Add(1, new TagList { { "provider", provider }, { "event", name } });
        _events.Publish(new AccountEvent(name, _time.GetUtcNow(), account, CorrelationId: null, reason, byOtherProcess));
    }

    public void SignInEndsSoon(string provider, SignInEndsSoonEvent happened)
    {
        _accounts.Add(1, new TagList { { "provider", provider }, { "event", happened.Name } });
        _events.Publish(happened);
    }

    public void Raise(AuthEvent happened) => _events.Publish(happened);

    public void Dispose() => _ownMeter?.Dispose();
}

/// <summary>Passes an event to every sink of the host. A sink that throws does not keep it from the others. Found in the services; safe for use from any thread.</summary>
/// <param name="sinks">The sinks of the host.</param>
/// <param name="logger">Hears of sinks that throw.</param>
/// <remarks>Core raises its events here. A package that stands on Core raises its own: a record of its own that derives from <see cref="AuthEvent"/>.</remarks>
public sealed partial class AuthEvents(IEnumerable<IAuthEventSink> sinks, ILogger<AuthEvents> logger)
{
    private readonly IAuthEventSink[] _sinks = [.. sinks];
    private readonly ILogger _logger = logger;

    /// <summary>Tells every sink, on the caller's thread.</summary>
    /// <param name="happened">The event; it holds no token, code, key, cookie or nonce.</param>
    public void Publish(AuthEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
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

/// <summary>Something that happened to an account or a token: for audit trails and user interfaces.</summary>
/// <param name="Name">A stable dotted name, such as <c>token.refreshed</c>; each subclass documents its own.</param>
/// <param name="At">When, by the clock of this machine (UTC).</param>
/// <param name="Account">Whose; null where no account is involved.</param>
/// <param name="CorrelationId">The request's id at the provider, where there is one.</param>
/// <remarks>No event holds a token, code, key, cookie or nonce.</remarks>
public abstract record AuthEvent(string Name, DateTimeOffset At, AccountId? Account, string? CorrelationId);

/// <summary>Something happened to an account.</summary>
/// <param name="Name">One of <see cref="AuthEventNames"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Whose; null for an event of the device.</param>
/// <param name="CorrelationId">The request's id at the provider, where there is one.</param>
/// <param name="Reason">Why: a word of this library or a code of the provider; null where the name says it.</param>
/// <param name="ByOtherProcess">Whether another process did it and this one noticed.</param>
public sealed record AccountEvent(
    string Name, DateTimeOffset At, AccountId? Account, string? CorrelationId, string? Reason, bool ByOtherProcess)
    : AuthEvent(Name, At, Account, CorrelationId);

/// <summary>An account's sign-in ends soon. Told once for each threshold (<see cref="GameAuthOptions.SignInEndsSoon"/>) by one of the processes that share the store.</summary>
/// <param name="Name"><see cref="AuthEventNames.SignInEndsSoon"/>.</param>
/// <param name="At">When it was told (UTC).</param>
/// <param name="Account">Whose.</param>
/// <param name="EndsAt">When the sign-in ends (UTC), as far as is known: a provider whose refresh prolongs it moves the end.</param>
/// <param name="Threshold">The threshold: at most so much time was left. Of several that were passed while nothing ran, the nearest is told.</param>
public sealed record SignInEndsSoonEvent(string Name, DateTimeOffset At, AccountId? Account, DateTimeOffset EndsAt, TimeSpan Threshold)
    : AuthEvent(Name, At, Account, CorrelationId: null);

/// <summary>A mint succeeded or failed.</summary>
/// <param name="Name"><see cref="AuthEventNames.TokenMinted"/> or <see cref="AuthEventNames.TokenMintFailed"/>.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Account">Whose token; null for one of the installation or the registration.</param>
/// <param name="CorrelationId">The failed request's id at the provider, where there is one.</param>
/// <param name="Step">The token's source.</param>
/// <param name="Outcome"><c>ok</c>, or the name of the exception's class.</param>
/// <param name="OnTheWire">Whether the provider was asked; false where the store had the token.</param>
public sealed record TokenEvent(
    string Name, DateTimeOffset At, AccountId? Account, string? CorrelationId, string Step, string Outcome, bool OnTheWire)
    : AuthEvent(Name, At, Account, CorrelationId);

/// <summary>The names of the events that Core raises; they change only with a major version.</summary>
public static class AuthEventNames
{
    /// <summary>A token was minted and saved (<see cref="TokenEvent"/>).</summary>
    public const string TokenMinted = "token.minted";

    /// <summary>A mint failed (<see cref="TokenEvent"/>).</summary>
    public const string TokenMintFailed = "token.mint_failed";

    /// <summary>A player signed in (<see cref="AccountEvent"/>).</summary>
    public const string SignedIn = "account.signed_in";

    /// <summary>An account was imported from another program (<see cref="AccountEvent"/>).</summary>
    public const string Imported = "account.imported";

    /// <summary>An account was signed out, here or in another process (<see cref="AccountEvent"/>).</summary>
    public const string SignedOut = "account.signed_out";

    /// <summary>The provider no longer takes the grant (<see cref="AccountEvent"/>).</summary>
    public const string SignInRequired = "account.sign_in_required";

    /// <summary>The sign-in ends soon, whatever is refreshed, or unless it is refreshed (<see cref="SignInEndsSoonEvent"/>): ask the player at a quiet moment.</summary>
    public const string SignInEndsSoon = "account.sign_in_ends_soon";

    /// <summary>The provider refuses the player or the device (<see cref="AccountEvent"/>).</summary>
    public const string Restricted = "account.restricted";

    /// <summary>A proof key was made for a new device; the reason is its kind, such as <c>tpm2</c> (<see cref="AccountEvent"/> without an account).</summary>
    public const string ProofKeyMade = "device.key_made";

    /// <summary>The device's proof key was opened for the first time in this process; the reason is its kind (<see cref="AccountEvent"/> without an account).</summary>
    public const string ProofKeyOpened = "device.key_opened";

    /// <summary>The store is on another machine than the one that wrote it (<see cref="AccountEvent"/> without an account; the reason is <c>kept</c> or <c>held</c>).</summary>
    public const string ProfileCopied = "profile.copied";

    /// <summary>The identity of the device was forgotten on request (<see cref="AccountEvent"/> without an account).</summary>
    public const string DeviceForgotten = "device.forgotten";
}

/// <summary>Receives every <see cref="AuthEvent"/>. Register as many as you like in the service collection.</summary>
public interface IAuthEventSink
{
    /// <summary>Called synchronously on the thread where the event happened, also by several threads at once. It must not block. If it throws, the other sinks still get the event.</summary>
    /// <param name="happened">The event.</param>
    void OnEvent(AuthEvent happened);
}
