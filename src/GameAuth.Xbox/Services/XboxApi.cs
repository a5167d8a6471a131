using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The way of every typed call to the Xbox services: the service's headers, the account's token, and an answer or the error that it means.</summary>
internal sealed class XboxApi(XboxOptions options, bool allowLoopback)
{
    private const int NotFound = 404;

    private readonly ServerUriPolicy _pages = MsaPages.Policy(allowLoopback);

    public XboxImages Images { get; } = new(allowLoopback);

    public string LanguageOr(string? language) => language ?? options.Language;

    /// <summary>Sends a call for something that has to be there.</summary>
    public async Task<XboxAnswer<T>> GetAsync<T>(XboxAccount account, XboxCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        ProviderResponse answer = await SendAsync(account, call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? new XboxAnswer<T>(answer, answer.ReadJson(type)) : throw Refusal(answer);
    }

    /// <summary>Sends a call for something that may not exist: null for a 404.</summary>
    public async Task<XboxAnswer<T>?> FindAsync<T>(XboxAccount account, XboxCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        ProviderResponse answer = await SendAsync(account, call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? new XboxAnswer<T>(answer, answer.ReadJson(type)) : answer.Status == NotFound ? null : throw Refusal(answer);
    }

    /// <summary>The account's own id, also before the sign-in was completed.</summary>
    public static async ValueTask<string> XuidOfAsync(XboxAccount account, CancellationToken cancellationToken) =>
        account.Xuid ?? (await account.GetXstsTokenAsync(XboxDefaults.RelyingParty, cancellationToken).ConfigureAwait(false)).Xuid ?? "";

    private async Task<ProviderResponse> SendAsync(XboxAccount account, XboxCall call, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(call.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(options.EndpointOf(call.Endpoint), call.Target));
        request.Headers.TryAddWithoutValidation("x-xbl-contract-version", $"{call.ContractVersion:D}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (call.Language is { } language)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        }

        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            request.SetSafe();
        }

        return await AccountApi.SendAsync(account, call.Step, request, XboxAuthClient.Correlation, cancellationToken).ConfigureAwait(false);
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
