using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The way of the typed services: one call, its answer read, its refusals typed.</summary>
internal sealed class XboxApi(Exchange exchange, XboxOptions options, bool allowLoopback)
{
    private const int NotFound = 404;

    private readonly ServerUriPolicy _pages = MicrosoftPages.Policy(allowLoopback);

    public XboxImages Images { get; } = new(allowLoopback);

    public string LanguageOr(string? language) => language ?? options.Language;

    /// <summary>Calls a service.</summary>
    /// <exception cref="GameAuthException">The service refuses, or has an answer that can not be read.</exception>
    public async Task<XboxAnswer<T>> GetAsync<T>(XboxAccount account, XboxCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        ProviderResponse answer = await SendAsync(account, call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? new XboxAnswer<T>(answer, answer.ReadJson(type)) : throw Refusal(answer);
    }

    /// <summary>Calls a service that may not have what is asked for (404): null then.</summary>
    public async Task<XboxAnswer<T>?> FindAsync<T>(XboxAccount account, XboxCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        ProviderResponse answer = await SendAsync(account, call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? new XboxAnswer<T>(answer, answer.ReadJson(type)) : answer.Status == NotFound ? null : throw Refusal(answer);
    }

    /// <summary>The player's own id.</summary>
    public static async ValueTask<string> XuidOfAsync(XboxAccount account, CancellationToken cancellationToken) =>
        account.Xuid ?? (await account.GetXstsTokenAsync(XboxDefaults.RelyingParty, cancellationToken).ConfigureAwait(false)).Xuid ?? "";

    // All of them read, those with a body too: these are queries.
    private Task<ProviderResponse> SendAsync(XboxAccount account, XboxCall call, CancellationToken cancellationToken) =>
        exchange.SendAsync(new ProviderCall(call.Step, () => Build(call)) { Account = account, IsRepeatable = true }, cancellationToken);

    private HttpRequestMessage Build(XboxCall call)
    {
        HttpRequestMessage request = new(call.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(options.EndpointOf(call.Endpoint), call.Target));
        request.Headers.TryAddWithoutValidation("x-xbl-contract-version", $"{call.ContractVersion:D}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (call.Language is { } language)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        }

        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    private GameAuthException Refusal(ProviderResponse answer)
    {
        GameAuthException told = XboxRefusal.Read(answer, _pages).ToException();

        // Sign-in hosts say so to a wrong client id or key, the services to what a player keeps to themselves. By the server's clock it has been signed already.
        return XboxRefusal.IsSilent(answer) && (options.UseServerClock || told is not ClockSkewException)
            ? answer.Failure("is an empty 403: the settings of a player, or the kind of client id, keep this from the account", isTransient: false)
            : told;
    }
}
