using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>The token requests of a registration: at the authorization server, or by the application's own backend.</summary>
internal sealed class OAuthCalls
{
    private readonly TokenEndpoint _endpoint;
    private readonly Pd2Options _options;
    private readonly TimeProvider _time;

    public OAuthCalls(Exchange exchange, Pd2Options options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _endpoint = new TokenEndpoint(exchange, new TokenEndpointSettings(new Uri(options.EndpointOf(Pd2Endpoint.OAuth), "/oauth/token"), options.ClientId)
        {
            ClientSecret = options.ClientSecret is { } secret ? new Secret(secret) : null,
            SecretInForm = options.SecretInForm,
            Stamp = Pd2UserAgent.Add,
        });
    }

    /// <summary>Redeems a code, once.</summary>
    public async Task<Pd2Grant> RedeemAsync(AuthorizationCode code, CancellationToken cancellationToken) =>
        Pd2Grant.FromOAuth(await _endpoint.RedeemAsync(code, more: null, cancellationToken).ConfigureAwait(false), previous: null, _options.ClientId);

    /// <summary>Presents the refresh token, once.</summary>
    public async Task<Pd2Grant> RefreshAsync(Pd2Grant previous, CancellationToken cancellationToken)
    {
        if (previous.ClientId is null && _options.Refresher is { } refresher)
        {
            return Pd2Grant.FromSupplied(await AskAsync(refresher, previous.RefreshToken!, cancellationToken).ConfigureAwait(false), previous, _time.GetUtcNow(), Pd2Step.Refresh);
        }

        if (_options.ClientId.Length == 0)
        {
            throw new GameAuthConfigurationException(
                $"pd2: the application supplied the tokens of this account, they have ended, and nobody is named who refreshes them; nothing was sent. "
                + $"Call {nameof(Pd2Options)}.{nameof(Pd2Options.RefreshWith)} at each start, or set ClientId where the authorization server refreshes them for it.")
            { Provider = Pd2Defaults.Provider, Step = Pd2Step.Refresh };
        }

        TokenResponse tokens = await _endpoint.RefreshAsync(previous.RefreshToken!, more: null, cancellationToken).ConfigureAwait(false);
        return Pd2Grant.FromOAuth(tokens, previous, _options.ClientId);
    }

    private static async Task<Pd2Tokens> AskAsync(Func<Secret, CancellationToken, Task<Pd2Tokens>> refresher, Secret token, CancellationToken cancellationToken)
    {
        try
        {
            return await refresher(token, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not GameAuthException && !(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // The type alone: the message of another library may contain the token. Whether it has reached the server, nobody knows.
            throw new OutcomeUnknownException(
                $"pd2: the application's delegate that refreshes tokens failed with {failure.GetType().Name}, so the refresh token may be spent. "
                + $"Where nobody was reached, let it throw {nameof(ProviderException)}.")
            { Provider = Pd2Defaults.Provider, Step = Pd2Step.Refresh };
        }
    }
}
