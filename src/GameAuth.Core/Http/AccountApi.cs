namespace GameAuth.Providers;

/// <summary>The way of a provider's typed API calls: through the account's client, with a bounded answer and typed failures.</summary>
/// <remarks>For provider authors. An application's own client gets its response as it is; only typed calls turn one into an exception.</remarks>
public static class AccountApi
{
    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(100);

    /// <summary>Sends a request with the account's token and reads the answer whole. Permits, replay after a 401 and safe repetition are the client's.</summary>
    /// <param name="account">Whose token.</param>
    /// <param name="step">The name of the call, for errors and logs: <c>profile</c>.</param>
    /// <param name="request">The request; it stays the caller's to dispose.</param>
    /// <param name="correlationHeaders">The headers that may hold a correlation id, best first; null for those of <see cref="WireOrigin.CorrelationHeaders"/>.</param>
    /// <param name="cancellationToken">Ends the call and its wait for a permit.</param>
    /// <returns>The answer, of any status but 429, 503 with <c>Retry-After</c>, and redirects.</returns>
    /// <exception cref="ThrottledException">429, or 503 with <c>Retry-After</c>.</exception>
    /// <exception cref="ProviderException">The server was not reached or did not answer, redirected, or its answer is larger than <see cref="ProviderResponse.MaxApiBody"/>.</exception>
    /// <exception cref="OutcomeUnknownException">The request is not safe to repeat, was sent, and its answer was lost.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public static async Task<ProviderResponse> SendAsync(
        Account account, string step, HttpRequestMessage request, IReadOnlyList<string>? correlationHeaders = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(request);
        using HttpClient client = account.CreateClient();
        using HttpResponseMessage response = await SendHeadAsync(client, account.Id.Provider, step, request, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(account, step, request, response, correlationHeaders, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an answer whole, within the time limit of a body, and judges it.</summary>
    internal static async Task<ProviderResponse> ReadAsync(
        Account account, string step, HttpRequestMessage request, HttpResponseMessage response, IReadOnlyList<string>? correlationHeaders, CancellationToken cancellationToken)
    {
        TimeProvider time = account.Binding.Chain.Engine.Time;
        WireOrigin origin = new(account.Id.Provider, step, time.GetUtcNow()) { CorrelationHeaders = correlationHeaders ?? WireOrigin.DefaultCorrelationHeaders };
        using CancellationTokenSource limit = new(BodyLimit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            ProviderResponse answer = await ProviderResponse.ReadAsync(response, origin, ProviderResponse.MaxApiBody, either.Token).ConfigureAwait(false);
            return Judge(answer, RetryAfter.Read(response.Headers, origin.ReceivedAt));
        }
        catch (Exception failure) when (IsLost(failure, cancellationToken))
        {
            throw Lost(origin.Provider, step, request, failure);
        }
    }

    /// <summary>Sends a request and waits for the head of its answer; failures of the transport become typed ones.</summary>
    internal static async Task<HttpResponseMessage> SendHeadAsync(
        HttpClient client, string provider, string step, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (TransportFailure.IsUnsent(failure))
        {
            throw TransportFailure.Unsent(provider, step, failure);
        }
        catch (Exception failure) when (IsLost(failure, cancellationToken))
        {
            throw Lost(provider, step, request, failure);
        }
        catch (Exception failure) when (failure is not GameAuthException && TransportFailure.IsUnfit(failure))
        {
            throw TransportFailure.Unfit(provider, step, failure);
        }
    }

    private static bool IsLost(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && (failure is HttpRequestException or IOException or TimeoutException or OperationCanceledException);

    private static GameAuthException Lost(string provider, string step, HttpRequestMessage request, Exception failure) => TransportFailure.Lost(
        provider, new ProviderCall(step, () => request) { IsRepeatable = SafeRepetition.IsSafe(request) }, TransportFailure.Name(failure));

    private static ProviderResponse Judge(ProviderResponse answer, TimeSpan? retryAfter) => answer.Status switch
    {
        429 => throw Throttled(answer, retryAfter ?? UnsaidWait),
        503 when retryAfter is { } wait => throw Throttled(answer, wait),
        >= 300 and <= 399 => throw answer.Failure("is a redirect, which is never followed", isTransient: false),
        _ => answer,
    };

    private static ThrottledException Throttled(ProviderResponse answer, TimeSpan wait) => new(
        $"{answer.Provider}: step '{answer.Step}' was throttled (status {answer.Status}); the next try is allowed at {answer.ReceivedAt + wait:O}.",
        answer.ReceivedAt + wait, wasSent: true)
    { Provider = answer.Provider, Step = answer.Step, CorrelationId = answer.CorrelationId };
}
