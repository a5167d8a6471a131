using System.Net;
using System.Runtime.CompilerServices;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Puts <c>Authorization: XBL3.0 x={user hash};{token}</c> on requests to the hosts of one relying party.</summary>
internal sealed class XboxRequestScheme : RequestScheme
{
    private const string XboxLive = "xboxlive.com";

    private readonly XstsTokens _tokens;
    private readonly AccountSigner _signer;
    private readonly string _relyingParty;
    private readonly string _domain;
    private readonly Uri[] _loopback;
    private readonly (Uri Host, XboxService Service)[] _paced;
    private readonly ConditionalWeakTable<Account, XboxServicePaces> _paces = [];

    public XboxRequestScheme(XboxAuth xbox, XboxOptions options, string relyingParty, bool allowLoopback)
    {
        _tokens = xbox.Xsts;
        _signer = xbox.Signer;
        _relyingParty = relyingParty;
        _domain = DomainOf(relyingParty);
        _loopback = allowLoopback ? [.. options.Endpoints.Values.Where(XboxOptionsValidator.IsLoopback)] : [];
        _paced =
        [
            .. from one in options.Endpoints
               let service = XboxServices.OfLabel(one.Key)
               where service is not null
               select (one.Value, service),
        ];
    }

    public override Func<WireAnswer, PaceWindow?>? LimitInBody { get; } = XboxLimitBody.Read;

    public override bool IsAudience(Uri target)
    {
        if (target.Scheme == Uri.UriSchemeHttps && IsWithin(target.IdnHost, _domain))
        {
            return true;
        }

        foreach (Uri host in _loopback)
        {
            if (IsSameOrigin(target, host))
            {
                return true;
            }
        }

        return false;
    }

    public override PaceRequest Pace(HttpRequestMessage request, Account account) => ServiceOf(request.RequestUri!)?.For(request) is { } service
        ? _paces.GetValue(account, static owner => new XboxServicePaces(owner))[service]
        : PaceRequest.None;

    public override ValueTask<TokenUse> AuthorizeAsync(HttpRequestMessage request, Account account, CancellationToken cancellationToken)
    {
        ValueTask<XstsToken> getting = account.GetTokenAsync(_tokens, _relyingParty, cancellationToken);
        if (request.Headers.NonValidated.Contains(XboxRequestSigner.HeaderName))
        {
            return SignAgainAsync(getting, request, account, cancellationToken);
        }

        return getting.IsCompletedSuccessfully
            ? new ValueTask<TokenUse>(Authorize(request, getting.Result))
            : AwaitAsync(getting, request);
    }

    /// <summary>Real-time activity says 403 to a token that other services say 401 to.</summary>
    public override Verdict Judge(HttpResponseMessage response) =>
        response is { StatusCode: HttpStatusCode.Forbidden, RequestMessage: { } request } && request.Headers.NonValidated.Contains("Upgrade")
            ? Verdict.TokenRefused
            : base.Judge(response);

    private async ValueTask<TokenUse> AwaitAsync(ValueTask<XstsToken> getting, HttpRequestMessage request) =>
        Authorize(request, await getting.ConfigureAwait(false));

    // The signature covers the token that has only come now, and a time that has passed if the request has waited.
    private async ValueTask<TokenUse> SignAgainAsync(
        ValueTask<XstsToken> getting, HttpRequestMessage request, Account account, CancellationToken cancellationToken)
    {
        TokenUse use = Authorize(request, await getting.ConfigureAwait(false));
        await _signer.SignAsync(account, request, cancellationToken).ConfigureAwait(false);
        return use;
    }

    private TokenUse Authorize(HttpRequestMessage request, XstsToken token)
    {
        // The bare string: a typed value would be printed anew for every request, and these tokens have thousands of characters.
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", token.Header);
        return TokenUse.Of(_tokens, token, _relyingParty);
    }

    /// <summary>The hosts of a relying party: all of xboxlive.com for the Xbox services, else the host that its name has.</summary>
    private static string DomainOf(string relyingParty)
    {
        string host = Uri.TryCreate(relyingParty, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0
            ? uri.IdnHost
            : throw new GameAuthConfigurationException(
                $"xbox: '{ServerText.Clean(relyingParty)}' is no relying party: it has no host, so that there is none that its token could go to. "
                + $"Leave relyingParty out for {XboxDefaults.RelyingParty}, or name one such as https://multiplayer.minecraft.net/.")
            { Provider = XboxDefaults.Provider, Step = "add authentication" };
        return IsWithin(host, XboxLive) ? XboxLive : host;
    }

    private XboxService? ServiceOf(Uri target)
    {
        foreach ((Uri host, XboxService service) in _paced)
        {
            if (IsSameOrigin(target, host))
            {
                return service;
            }
        }

        return target.Scheme == Uri.UriSchemeHttps ? XboxServices.OfHost(target.IdnHost) : null;
    }

    private static bool IsWithin(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[host.Length - domain.Length - 1] == '.');

    private static bool IsSameOrigin(Uri one, Uri other) =>
        one.Port == other.Port && one.Scheme == other.Scheme && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
