using System.Diagnostics.Metrics;
using GameAuth.Storage;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>Gives permits under the limits of a table of rules, exactly: no stretch of time ever holds more than a window allows.</summary>
/// <remarks>
/// Safe for use from any thread. Waits go by the monotonic clock of the <see cref="TimeProvider"/>, and there is one timer for all of them: a wall clock that is set forward opens no window early.
/// Requests that wait for the same scopes go by priority and then by arrival; scopes without a rule need no wait and are not remembered.
/// See <c>docs/pacing.md</c>.
/// </remarks>
public sealed class RequestPacer : IRequestPacer, IDisposable, IAsyncDisposable
{
    private readonly PaceEngine _engine;
    private readonly SharedPacing? _shared;

    /// <summary>Creates a pacer.</summary>
    /// <param name="options">The rules and bounds; read now, later changes have no effect.</param>
    /// <param name="clock">The clock; null is the system's.</param>
    /// <param name="store">Where the windows of rules with <see cref="PaceRule.Persisted"/> are kept; null keeps them in this process.</param>
    /// <exception cref="GameAuthConfigurationException">An option is out of its range.</exception>
    public RequestPacer(RequestPacerOptions options, TimeProvider? clock = null, ITokenStore? store = null)
        : this(options, new SteadyClock(clock ?? TimeProvider.System), store is null ? null : new StorePaceRows(store), PaceTelemetry.Shared)
    {
    }

    internal RequestPacer(RequestPacerOptions options, SteadyClock clock, TokenVault vault, IMeterFactory? meters, ILogger? log = null)
        : this(options, clock, new VaultPaceRows(vault), PaceTelemetry.From(meters, log))
    {
    }

    private RequestPacer(RequestPacerOptions options, SteadyClock clock, IPaceRowStore? rows, PaceTelemetry telemetry)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _shared = rows is null ? null : new SharedPacing(new PaceLedger(rows, clock));
        _engine = new PaceEngine(options, clock.Wall, _shared, telemetry);
    }

    internal PaceEngine Engine => _engine;

    /// <inheritdoc/>
    /// <exception cref="CredentialStoreException">The store can not keep the windows of a rule with <see cref="PaceRule.Persisted"/>; nothing was reserved.</exception>
    /// <exception cref="ObjectDisposedException">The pacer is disposed, or was while the request waited.</exception>
    public ValueTask<IPacePermit> AcquireAsync(PaceRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<IPacePermit>(cancellationToken);
        }

        if (request.IsNone)
        {
            return new ValueTask<IPacePermit>(NoPermit.Instance);
        }

        return _shared is null ? _engine.EnterAsync(request, order: null, cancellationToken) : _shared.AcquireAsync(_engine, request, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Of windows that are shared through a store it knows what this process has seen.</remarks>
    public DateTimeOffset Estimate(PaceRequest request) => _engine.Estimate(request);

    /// <inheritdoc/>
    public void Freeze(string scope, DateTimeOffset until)
    {
        ArgumentException.ThrowIfNullOrEmpty(scope);
        _engine.Hold(scope, until);
    }

    /// <inheritdoc/>
    public void Learn(string scope, PaceWindow window)
    {
        ArgumentException.ThrowIfNullOrEmpty(scope);
        if (!window.IsValid)
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, "A window needs at least 1 permit and a period from 1 tick to 31 days.");
        }

        _engine.Learn(scope, window);
    }

    /// <summary>Refuses further requests and ends the waits with <see cref="ObjectDisposedException"/>. Permits already given stay usable.</summary>
    public void Dispose() => _engine.Dispose();

    /// <summary>As <see cref="Dispose"/>, and waits until what was given back or held is in the store.</summary>
    /// <returns>A task that completes then.</returns>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _engine.DrainAsync().ConfigureAwait(false);
    }
}

/// <summary>How a <see cref="RequestPacer"/> is set up. Read once, when it is made.</summary>
public sealed class RequestPacerOptions
{
    /// <summary>The rules; of two with the same <see cref="PaceRule.Scope"/> the later one holds, so add an application's after the providers'.</summary>
    public IList<PaceRule> Rules { get; } = [];

    /// <summary>How many requests may wait at once, all scopes together; one more is refused with <see cref="ThrottledException"/>. Default 10,000.</summary>
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>The longest hold that an answer's header can cause; what a server says beyond that is asked again then. Default 24 hours.</summary>
    public TimeSpan LongestLearnedHold { get; set; } = TimeSpan.FromHours(24);

    /// <summary>For how long a window that was learnt holds without being confirmed. Default 1 hour.</summary>
    public TimeSpan LearnedFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How much a learnt hold is stretched at random, as a part of it, so that many installations do not come back in the same instant. Default 0.05; at most 2 s are added.</summary>
    public double HoldJitter { get; set; } = 0.05;

    /// <summary>Makes gaps and jitter repeatable in tests; null draws a seed from the system's random generator. Default null.</summary>
    public int? Seed { get; set; }

    internal void Check()
    {
        Check(MaxWaiting >= 0, nameof(MaxWaiting), "zero or more");
        Check(HoldJitter is >= 0 and <= 1, nameof(HoldJitter), "from 0 to 1");
        Check(LongestLearnedHold >= TimeSpan.Zero && LongestLearnedHold <= RateLimitHints.Most, nameof(LongestLearnedHold), "from zero to 366 days");
        Check(LearnedFor >= TimeSpan.Zero && LearnedFor <= RateLimitHints.Most, nameof(LearnedFor), "from zero to 366 days");
    }

    private static void Check(bool isRight, string property, string range)
    {
        if (!isRight)
        {
            throw new GameAuthConfigurationException($"{nameof(RequestPacerOptions)}.{property} is out of its range; set it {range}.");
        }
    }
}
