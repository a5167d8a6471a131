using System.Security.Cryptography;
using System.Text;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The token requests of a registration. Each has a correlation id (<c>cid</c>) of its own, which no other request ever repeats.</summary>
internal sealed class PsnTokenCalls(Exchange exchange, PsnOptions options, ProviderContext context)
{
    private const string TokenFormat = "token_format";
    private const string Jwt = "jwt";

    private readonly SpentCodes _spent = new();

    /// <summary>Redeems a code, once.</summary>
    /// <exception cref="IllegalStepException">The code was presented before; nothing was sent.</exception>
    public async Task<PsnGrant> RedeemAsync(AuthorizationCode code, CancellationToken cancellationToken)
    {
        _spent.Spend(code.Code);
        string cid = context.Ids.NextUuid().ToString();
        OAuthForm more = new OAuthForm().Add(TokenFormat, Jwt).Add("cid", cid);
        return Grant(await Endpoint(PsnLimits.SignIn, cid).RedeemAsync(code, more, cancellationToken).ConfigureAwait(false), previous: null);
    }

    /// <summary>Exchanges an npsso for tokens at once.</summary>
    public async Task<PsnGrant> ExchangeNpssoAsync(Secret npsso, PsnDevice device, CancellationToken cancellationToken)
    {
        // In the form of the service's own web view the credentials stand in the form, and two fields are left out.
        bool isWebView = options.SecretInForm;
        OAuthForm form = new OAuthForm().Add("grant_type", "sso_token").Add("npsso", npsso).Add("scope", options.Scope).Add("duid", device.Duid)
            .Add(TokenFormat, isWebView ? null : Jwt).Add("service_entity", isWebView ? null : PsnDoors.ServiceEntity);
        TokenEndpoint endpoint = Endpoint(PsnLimits.SignIn, context.Ids.NextUuid().ToString(), isWebView);
        TokenResult result = await endpoint.PostAsync(PsnStep.SsoToken, form, isRepeatable: false, cancellationToken).ConfigureAwait(false);
        return result.IsGranted ? Grant(result.Tokens, previous: null) : throw PsnErrors.OfToken(result.Error, isRefresh: false);
    }

    /// <summary>Presents the refresh token. The correlation id goes in the header alone, as captures have it.</summary>
    public async Task<PsnGrant> RefreshAsync(AccountId account, PsnGrant previous, CancellationToken cancellationToken)
    {
        OAuthForm more = new OAuthForm().Add(TokenFormat, Jwt).Add("scope", options.Scope);
        TokenEndpoint endpoint = Endpoint(PsnLimits.Refresh(account), context.Ids.NextUuid().ToString(), isRefresh: true);
        return Grant(await endpoint.RefreshAsync(previous.RefreshToken!, more, cancellationToken).ConfigureAwait(false), previous);
    }

    /// <summary>Gets a client's own token. Both halves of the client go in the form, as captures have it; asking twice does no harm, and each attempt has a correlation id of its own.</summary>
    public async Task<PsnAccessToken> GetClientTokenAsync(PsnClient client, PsnDevice device, CancellationToken cancellationToken)
    {
        OAuthForm form = new OAuthForm().Add("grant_type", "client_credentials").Add("scope", client.Scope).Add("duid", device.Duid);
        TokenEndpoint endpoint = Endpoint(PsnLimits.SignIn, cid: null, isSecretInForm: true, client: client);
        TokenResult result = await endpoint.PostAsync(PsnStep.ClientToken, form, isRepeatable: true, cancellationToken).ConfigureAwait(false);
        return result.IsGranted ? new PsnAccessToken(result.Tokens.AccessToken, result.Tokens.ExpiresAt) : throw PsnErrors.OfToken(result.Error, isRefresh: false);
    }

    private TokenEndpoint Endpoint(PaceRequest pace, string? cid, bool isSecretInForm = false, bool isRefresh = false, PsnClient? client = null) =>
        new(exchange, new TokenEndpointSettings(new Uri(options.EndpointOf(PsnEndpoint.Account), "/api/authz/v3/oauth/token"), client?.ClientId ?? options.ClientId)
        {
            ClientSecret = client?.ClientSecret ?? (options.ClientSecret is { } secret ? new Secret(secret) : null),
            SecretInForm = isSecretInForm,
            Pace = pace,
            Stamp = request =>
            {
                request.Headers.TryAddWithoutValidation("X-Psn-Correlation-Id", cid ?? context.Ids.NextUuid().ToString());
                PsnUserAgent.Add(request);
            },
            MapError = error => PsnErrors.OfToken(error, isRefresh),
        });

    private PsnGrant Grant(TokenResponse tokens, PsnGrant? previous) => PsnGrant.From(tokens, previous, options.ClientId, context.Time.GetUtcNow());
}

/// <summary>The codes that were presented in this process: a server that sees one twice ends everything that came of it. Safe for use from any thread.</summary>
internal sealed class SpentCodes
{
    private const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _hashes = new(StringComparer.Ordinal);

    public void Spend(Secret code)
    {
        string hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code.Reveal())));
        lock (_gate)
        {
            if (_hashes.Count >= Most)
            {
                // A code lives for minutes, and nobody signs in so often.
                _hashes.Clear();
            }

            if (!_hashes.Add(hash))
            {
                throw new IllegalStepException("psn: this authorization code was presented before, and works once; nothing was sent. Sign in again.")
                { Provider = PsnDefaults.Provider, Step = PsnStep.CodeExchange };
            }
        }
    }
}
