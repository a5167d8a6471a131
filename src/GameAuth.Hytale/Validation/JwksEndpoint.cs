using System.Net.Http.Headers;
using GameAuth.Jose;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Fetches the keys that the session service publishes: from one address, no redirects, a bounded body, no token.</summary>
/// <remarks>Facts: <c>GET /.well-known/jwks.json</c>, Hytale's "Server Provider Authentication Guide".</remarks>
internal sealed class JwksEndpoint(Exchange channel, Uri sessionService)
{
    private const int Ok = 200;
    private const int NotModified = 304;

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    private readonly Uri _address = new(sessionService, "/.well-known/jwks.json");

    /// <exception cref="GameAuthException">There is no answer that can be used.</exception>
    public async Task<JwksResponse> FetchAsync(JwksRequest request, CancellationToken cancellationToken)
    {
        ProviderCall call = new(HytaleStep.Keys, () => Build(request))
        {
            IsRepeatable = true,
            MaxRetries = 0, // The cache has a rhythm of its own.
            MaxBody = JsonWebKeySet.MaxLength,
            AttemptTimeout = AttemptTimeout,
            TakesRedirect = true, // For 304 alone; the client follows none.
        };
        ProviderResponse answer = await channel.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            Ok => JwksResponse.Keys(answer.Body, answer.Header("ETag"), MaxAgeOf(answer)),
            NotModified when request.EntityTag is not null => JwksResponse.NotModified(MaxAgeOf(answer)),
            _ => throw answer.Failure("brings no keys"),
        };
    }

    private static TimeSpan? MaxAgeOf(ProviderResponse answer) =>
        CacheControlHeaderValue.TryParse(answer.Header("Cache-Control"), out CacheControlHeaderValue? said) ? said?.MaxAge : null;

    private HttpRequestMessage Build(JwksRequest request)
    {
        HttpRequestMessage message = new(HttpMethod.Get, _address);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (request.EntityTag is { } tag)
        {
            message.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        return message;
    }
}
