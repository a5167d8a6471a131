using System.Net.Http.Headers;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>The only class that speaks to Hytale's hosts, or to a gateway. Safe for use from any thread.</summary>
internal sealed class HytaleAuthClient(HttpClient http, IRequestPacer pacer, ServerClock clock, ServerUriPolicy pages, ILoggerFactory logs)
{
    /// <summary>The way to every host.</summary>
    public Exchange Channel { get; } = new(http, pacer, clock, HytaleDefaults.Provider, logs.CreateLogger<Exchange>());

    /// <summary>Where a player may be sent.</summary>
    public ServerUriPolicy Pages => pages;

    /// <summary>Sends a call; an answer of any status comes back but those that <see cref="Exchange.SendAsync"/> throws.</summary>
    public Task<ProviderResponse> SendAsync(HytaleCall call, CancellationToken cancellationToken) => Channel.SendAsync(
        new ProviderCall(call.Step, () => Build(call))
        {
            Pace = call.Pace,
            IsRepeatable = call.IsRepeatable,
            FinishesOnceSent = call.FinishesOnceSent,
            MaxRetries = call.Step == HytaleStep.Poll ? 0 : 2,
            RetryAfterInBody = HytaleRetryAfter.Read,
        },
        cancellationToken);

    /// <summary>Sends a call that must succeed.</summary>
    /// <exception cref="GameAuthException">It was refused: see <see cref="HytaleErrorResponse.ToException"/>.</exception>
    public async Task<ProviderResponse> SucceedAsync(HytaleCall call, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? answer : throw HytaleErrorResponse.Read(answer).ToException();
    }

    /// <summary>A time of the server in the time of this machine, so that a wrong clock here does not end a session at once.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset server) => server - Channel.Clock.Offset;

    private static HttpRequestMessage Build(HytaleCall call)
    {
        HttpRequestMessage request = new(call.Method, call.Address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (call.Bearer is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token.Reveal()}");
        }

        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }
}
