namespace GameAuth.Providers;

/// <summary>One typed call to a provider, as <see cref="Exchange"/> sends it. Immutable.</summary>
/// <param name="Step">The name of the step, for errors, logs and the player's support: <c>device code</c>, <c>xsts</c>, <c>profile</c>.</param>
/// <param name="Build">Makes the request, anew for every attempt: fresh ids, fresh timestamp, and a signature over the exact bytes that are sent. It sees the operation and the answer before. The exchange disposes it.</param>
public sealed record ProviderCall(string Step, Func<AttemptContext, CancellationToken, ValueTask<HttpRequestMessage>> Build)
{
    /// <summary>A call whose request is built without waiting.</summary>
    /// <param name="step">The name of the step.</param>
    /// <param name="build">Makes the request, anew for every attempt.</param>
    public ProviderCall(string step, Func<HttpRequestMessage> build)
        : this(step, (_, _) => new ValueTask<HttpRequestMessage>(build()))
    {
    }

    /// <summary>A call whose request is built without waiting, from the operation and the attempt.</summary>
    /// <param name="step">The name of the step.</param>
    /// <param name="build">Makes the request, anew for every attempt.</param>
    public ProviderCall(string step, Func<AttemptContext, HttpRequestMessage> build)
        : this(step, (attempt, _) => new ValueTask<HttpRequestMessage>(build(attempt)))
    {
    }

    /// <summary>Whose token the request carries, put on by the exchange's authenticator. Default null: the request is sent as it is built.</summary>
    public Account? Account { get; init; }

    /// <summary>The windows that it takes a place in; every attempt takes its own. Default none: those that the authenticator names for the request.</summary>
    public PaceRequest Pace { get; init; } = PaceRequest.None;

    /// <summary>
    /// Whether sending it twice does no harm. Default false: a lost answer then is an <see cref="OutcomeUnknownException"/>, and
    /// only an attempt that surely never left is made again.
    /// </summary>
    public bool IsRepeatable { get; init; }

    /// <summary>How many times it is tried again after the first failure, where that is safe. Default null: 2, or for an account's call <see cref="AttemptOptions.SafeRetries"/>; 0 for a poll, which has its own rhythm.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>How long one attempt may take on the wire, its body included; the wait for a permit is not counted. Default null: 30 s, or for an account's call <see cref="AttemptOptions.AttemptTimeout"/>.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>The cap of the decompressed body in bytes. Default null: <see cref="ProviderResponse.MaxAuthBody"/>, or for an account's call <see cref="ProviderResponse.MaxApiBody"/>.</summary>
    public int? MaxBody { get; init; }

    /// <summary>Whether a redirect is the answer that is wanted, its <c>Location</c> to be read; it is followed in no case. Default false.</summary>
    public bool TakesRedirect { get; init; }

    /// <summary>
    /// Whether an attempt that is on its way is finished though the caller gives up: for a call that opens what only its answer can close. The wait for a permit and the pauses
    /// between attempts end at once as ever. Default false.
    /// </summary>
    public bool FinishesOnceSent { get; init; }

    /// <summary>Reads how long to wait from the body of a 429 or 503, for a provider that says it there; the pacer learns it. Null where the body says nothing.</summary>
    public Func<ProviderResponse, TimeSpan?>? RetryAfterInBody { get; init; }

    /// <summary>Judges the answer, where this call means something of its own by it; null where its status says all. Default null.</summary>
    public Func<AttemptContext, ProviderResponse, Verdict?>? Judge { get; init; }
}
