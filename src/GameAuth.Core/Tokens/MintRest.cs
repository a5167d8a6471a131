namespace GameAuth.Providers;

/// <summary>
/// What the failed mints of a row mean for the next ones. A refresh in the background rests after any failure. A foreground call hears a verdict that a new try can not change yet. And
/// where a try is scarce, because a grant is presented under limits of a few an hour, everybody waits: a failed try has spent one, and the next may be needed when the service is back.
/// </summary>
/// <remarks>Safe for use from any thread.</remarks>
internal sealed class MintRest(TokenSource source, TokenEngine engine)
{
    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset _until = DateTimeOffset.MinValue; // moments of the steady clock
    private GameAuthException? _verdict;
    private GameAuthException? _held;
    private bool _isCutShort;

    /// <summary>Whether the background lets the row alone.</summary>
    public bool IsOn
    {
        get
        {
            lock (_gate)
            {
                return Now < _until;
            }
        }
    }

    /// <summary>A limit or a restriction that lasts; null where there is none.</summary>
    public GameAuthException? Verdict
    {
        get
        {
            lock (_gate)
            {
                return Now >= _until ? null : _verdict is ThrottledException limit ? Unsent(limit) : _verdict;
            }
        }
    }

    /// <summary>What the last try came to, with the time of the next, while scarce tries are held back; null when one may be made.</summary>
    public GameAuthException? Held
    {
        get
        {
            lock (_gate)
            {
                return Now >= _until ? null : _held switch
                {
                    ProviderException failed => Told(failed, failed.Status, failed.Code, failed.IsTransient),
                    OutcomeUnknownException lost => Told(lost, status: null, code: null, isTransient: true),
                    _ => _held,
                };
            }
        }
    }

    private DateTimeOffset Now => engine.Clock.Now;

    /// <exception cref="GameAuthException">A scarce try is held back.</exception>
    public void ThrowIfHeld()
    {
        if (Held is { } held)
        {
            throw held;
        }
    }

    /// <summary>Whether nothing was tried, here or for a parent: then the rest that is on goes on as it was.</summary>
    public bool IsNoTry(GameAuthException error) => error is ProviderException { RetryAt: not null } || ReferenceEquals(error, Held);

    /// <summary>A try has failed.</summary>
    /// <param name="error">What it came to.</param>
    /// <param name="isOver">Whether it brought a token that had ended when it came.</param>
    public void Failed(Exception error, bool isOver)
    {
        lock (_gate)
        {
            DateTimeOffset now = Now;

            // One rest is cut short; the one that follows is not.
            _isCutShort &= now < _until;
            _failures++;
            (_until, _verdict) = error switch
            {
                ThrottledException throttled => (engine.Clock.FromWall(throttled.RetryAt), throttled),
                AccountRestrictedException restricted => (now + engine.Options.RestrictionRest, restricted),
                _ => (now + RefreshSchedule.BackOff(_failures), (GameAuthException?)null),
            };
            _held = isOver || source.RefreshBehavior is not RefreshBehavior.Remint ? Hold(error, isOver) : null;
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            (_failures, _until, _verdict, _held, _isCutShort) = (0, DateTimeOffset.MinValue, null, null, false);
        }
    }

    /// <summary>The row has another token: what was said of the one before means nothing to callers. The background keeps its pause.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            (_verdict, _held) = (null, null);
        }
    }

    /// <summary>Somebody asks on purpose: a refusal is not repeated from memory, and a rest is cut short, once. A limit stays.</summary>
    public void AskAfresh()
    {
        lock (_gate)
        {
            _verdict = _verdict as ThrottledException;
            if (_held is not null && !_isCutShort)
            {
                (_isCutShort, _held) = (true, null);
            }
        }
    }

    // What is told is made when it is told: the wall clock may have been set since the failure.
    private ThrottledException Unsent(ThrottledException first) => new($"{first.Message} Until then nothing is sent.", engine.Clock.ToWall(_until), wasSent: false)
    { Provider = first.Provider, Step = first.Step, CorrelationId = first.CorrelationId };

    /// <summary>Null where the failure has cost no try, or where one more tells what is worth it.</summary>
    private GameAuthException? Hold(Exception error, bool isOver) => error switch
    {
        GameAuthConfigurationException setup => setup,
        ProviderException { Status: null, IsTransient: true } when !isOver => null,

        // Whether the token was spent is known after one more try.
        OutcomeUnknownException or ProviderException { Status: >= 200 and < 300 } when _failures == 1 => null,
        ProviderException or OutcomeUnknownException => (GameAuthException)error,
        _ => null,
    };

    private ProviderException Told(GameAuthException first, int? status, string? code, bool isTransient) =>
        new($"{first.Message} The next try is at {engine.Clock.ToWall(_until):O}; until then nothing is sent.", status, code, isTransient)
        { Provider = first.Provider, Step = first.Step, CorrelationId = first.CorrelationId, RetryAt = engine.Clock.ToWall(_until) };
}
