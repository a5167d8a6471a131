using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>The only class that speaks to Xbox Live's authentication hosts. Safe for use from any thread.</summary>
internal sealed class XboxAuthClient
{
    // Ten times what is live, and so small that its row fits into every store.
    private const int MaxEndpointList = 256 << 10;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);
    internal static readonly string[] Correlation = ["MS-CV", "x-xblcorrelationid", "X-Correlation-Id", "X-Request-Id", "Request-Id"];
    private static readonly PaceRequest LoginPace = PaceOf(XboxEndpoint.Login);

    private readonly XboxRequestSigner _signer = new(XboxSignaturePolicy.Default);
    private readonly XboxOptions _options;
    private readonly MsaApplication _application;
    private readonly ServerUriPolicy _pages;
    private readonly Exchange _exchange;
    private readonly TokenEndpoint _tokens;
    private readonly DeviceAuthorizationEndpoint _codes;
    private readonly ILogger _log;

    public XboxAuthClient(ProviderContext context, XboxOptions options)
    {
        _options = options;
        _application = MsaApplication.Of(options);
        _pages = MicrosoftPages.Policy(context.AllowLoopback);
        _log = context.Log;
        _exchange = context.CreateExchange(correlationHeaders: Correlation, limitInBody: XboxLimitBody.Read);
        Uri login = options.EndpointOf(XboxEndpoint.Login);
        _codes = new DeviceAuthorizationEndpoint(_exchange, new Uri(login, "/oauth20_connect.srf"), _pages) { Pace = LoginPace };
        _tokens = new TokenEndpoint(_exchange, new TokenEndpointSettings(new Uri(login, "/oauth20_token.srf"), options.ClientId)
        {
            Pace = LoginPace,
            PollPace = LoginPace,
            MapError = XboxErrors.MapLoginError,
        });
    }

    /// <summary>The clock that signatures carry.</summary>
    public TimeProvider SigningClock => _options.UseServerClock ? _exchange.Clock : _exchange.Clock.Local;

    /// <summary>How a device code sign-in goes at login.live.com.</summary>
    public DeviceAuthorizationSteps<TokenResponse> DeviceCodeSteps => new(
        async cancellationToken =>
        {
            OAuthForm form = new OAuthForm().Add("client_id", _application.Id).Add("scope", _application.Scope).Add("response_type", "device_code");
            return MicrosoftPages.WithCode(await _codes.BeginAsync(form, cancellationToken).ConfigureAwait(false));
        },
        (code, cancellationToken) => _tokens.PollAsync(code, more: null, cancellationToken))
    {
        EarliestPoll = () => _exchange.Pacer.Estimate(LoginPace),
    };

    /// <summary>Presents the refresh token, once. Microsoft wants the scope repeated.</summary>
    public Task<TokenResponse> RefreshAsync(Secret refreshToken, CancellationToken cancellationToken) =>
        _tokens.RefreshAsync(refreshToken, new OAuthForm().Add("scope", _application.Scope), cancellationToken);

    /// <summary>Redeems an authorization code, once. Microsoft wants the scope here too.</summary>
    public Task<TokenResponse> RedeemAsync(AuthorizationCode code, CancellationToken cancellationToken) =>
        _tokens.RedeemAsync(code, new OAuthForm().Add("scope", _application.Scope), cancellationToken);

    /// <summary>An address that the player may be sent to.</summary>
    /// <exception cref="ProviderException">It is not one of Microsoft's.</exception>
    public Uri CheckPage(string? address, string step) => _pages.Check(address, step);

    /// <summary>Sends a signed call; an answer of any status comes back but those that <see cref="Exchange.SendAsync"/> throws.</summary>
    public Task<ProviderResponse> PostAsync(XboxSignedCall call, ProofKey key, CancellationToken cancellationToken)
    {
        TimeSpan signedWith = TimeSpan.Zero;
        ProviderCall wire = new(call.Step, (_, token) =>
        {
            signedWith = _exchange.Clock.Offset;
            return BuildAsync(call, key, token);
        })
        {
            Pace = PaceOf(call.Endpoint),
            IsRepeatable = true,
            Judge = (_, answer) => IsSignedByWrongClock(call, answer, signedWith) ? Verdict.RetryWithNewProof : null,
        };
        return _exchange.SendAsync(wire, cancellationToken);
    }

    /// <summary>Asks for the public list of endpoints. It carries nothing of anybody's, so it is not signed.</summary>
    public Task<ProviderResponse> GetEndpointsAsync(CancellationToken cancellationToken) => _exchange.SendAsync(
        new ProviderCall("endpoints", BuildEndpoints) { Pace = PaceOf(XboxEndpoint.TitleManagement), IsRepeatable = true, MaxBody = MaxEndpointList }, cancellationToken);

    /// <summary>Reads an answer that is no success.</summary>
    public XboxRefusal ReadRefusal(ProviderResponse answer)
    {
        XboxRefusal refusal = XboxRefusal.Read(answer, _pages);
        if (refusal.Rejected is not RejectedToken.None)
        {
            XboxLog.ParentRefused(_log, answer.Step, refusal.Name, refusal.Rejected);
        }

        return refusal;
    }

    /// <summary>A time of the server in the time of this machine, so that a wrong clock here does not end every token at once.</summary>
    /// <remarks>An end at the edge of the calendar stays there: "never" is a time that some servers write.</remarks>
    public DateTimeOffset ToLocal(DateTimeOffset server) => _options.UseServerClock ? _exchange.Clock.ToLocal(server) : server;

    private bool IsSignedByWrongClock(XboxSignedCall call, ProviderResponse answer, TimeSpan signedWith)
    {
        bool isWrong = _options.UseServerClock && XboxRefusal.IsSilent(answer) && (_exchange.Clock.Offset - signedWith).Duration() > ClockTolerance;
        if (isWrong)
        {
            // The refusal's own Date has just set the clock that the next signature goes by.
            XboxLog.SignedAgain(_log, call.Step, _exchange.Clock.Offset);
        }

        return isWrong;
    }

    private HttpRequestMessage BuildEndpoints()
    {
        HttpRequestMessage request = new(HttpMethod.Get, new Uri(_options.EndpointOf(XboxEndpoint.TitleManagement), "/titles/default/endpoints?type=1"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.TryAddWithoutValidation("x-xbl-contract-version", "1");
        return request;
    }

    private async ValueTask<HttpRequestMessage> BuildAsync(XboxSignedCall call, ProofKey key, CancellationToken cancellationToken)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(_options.EndpointOf(call.Endpoint), call.Path))
        {
            Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (call.ContractVersion is { } version)
        {
            request.Headers.TryAddWithoutValidation("x-xbl-contract-version", $"{version:D}");
        }

        await _signer.SignAsync(key.Key, SigningClock.GetUtcNow(), request, cancellationToken).ConfigureAwait(false);
        return request;
    }

    // No window is known for these hosts. The scope is there so that one Retry-After holds the next call back, which then says when.
    private static PaceRequest PaceOf(string endpoint) => new([$"xbox/auth/{endpoint}"], FailFast: true);
}

/// <summary>A signed POST to an authentication host. The body is bytes, because the very bytes that are signed are sent.</summary>
internal sealed record XboxSignedCall(string Step, string Endpoint, string Path, byte[] Body)
{
    /// <summary>The <c>x-xbl-contract-version</c>; null sends none. Default 1.</summary>
    public int? ContractVersion { get; init; } = 1;

    public static XboxSignedCall Of<T>(string step, string endpoint, string path, T body, JsonTypeInfo<T> type) =>
        new(step, endpoint, path, JsonSerializer.SerializeToUtf8Bytes(body, type));
}
