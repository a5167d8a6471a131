using System.Net.Http.Headers;

namespace GameAuth.Providers;

/// <summary>A device authorization endpoint (RFC 8628 section 3.1) over the back channel. Safe for use from any thread.</summary>
public sealed class DeviceAuthorizationEndpoint
{
    private readonly Exchange _channel;
    private readonly Uri _address;
    private readonly ServerUriPolicy _pages;

    /// <summary>Names the endpoint.</summary>
    /// <param name="channel">The way to it.</param>
    /// <param name="address">Its address.</param>
    /// <param name="pages">Where the provider's verification pages are.</param>
    public DeviceAuthorizationEndpoint(Exchange channel, Uri address, ServerUriPolicy pages)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(pages);
        _channel = channel;
        _address = address;
        _pages = pages;
    }

    /// <summary>The windows that it takes a place in. Default none.</summary>
    public PaceRequest Pace { get; init; } = PaceRequest.None;

    /// <summary>Adds a provider's own headers, anew for every attempt. Default none.</summary>
    public Action<HttpRequestMessage>? Stamp { get; init; }

    /// <summary>Asks for a code. A code that nobody saw does no harm, so that a lost answer is asked for again.</summary>
    /// <param name="form">The fields: <c>client_id</c>, <c>scope</c> and the provider's own.</param>
    /// <param name="cancellationToken">The caller's will and the deadline.</param>
    /// <returns>The code, all that is shown of it checked.</returns>
    /// <exception cref="GameAuthException">As <see cref="Exchange.SendAsync"/> and <see cref="DeviceAuthorization.Read"/>.</exception>
    public async Task<DeviceAuthorization> BeginAsync(OAuthForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        ProviderCall call = new("device code", () => Build(form)) { Pace = Pace, IsRepeatable = true };
        return DeviceAuthorization.Read(await _channel.SendAsync(call, cancellationToken).ConfigureAwait(false), _pages);
    }

    private HttpRequestMessage Build(OAuthForm form)
    {
        HttpRequestMessage request = new(HttpMethod.Post, _address) { Content = form.ToContent() };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        Stamp?.Invoke(request);
        return request;
    }
}
