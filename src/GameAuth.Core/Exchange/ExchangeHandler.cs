namespace GameAuth.Providers;

/// <summary>
/// Where an HttpClient meets the exchange: around the handler that meets the network, below all others. What an application's own handlers make of a request is made by then, and each
/// request that they send, copy or repeat is paced, stamped and authenticated here; what they or their loggers see carries no token.
/// </summary>
internal sealed class ExchangeHandler(RequestAuthenticator authenticator, ExchangeServices services, AccountDirectory accounts, LoopbackEndpoints? loopback) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (loopback is not null && request.RequestUri is { IsAbsoluteUri: true } target)
        {
            request.RequestUri = loopback.Resolve(target);
        }

        if (!request.Options.TryGetValue(AccountRequest.Key, out AccountRequest? whose))
        {
            return FindAndSendAsync(request, cancellationToken);
        }

        if (whose.Account.Binding.Directory != accounts)
        {
            throw new InvalidOperationException($"The account {whose.Account.Id} does not belong to the registration of this client; nothing was sent.");
        }

        if (whose.TakeAttempt() is { } made)
        {
            // A typed call stands above this pipeline and has done it all; only the target may have changed since.
            made.CheckAudience(accounts.Provider, request.RequestUri);
            return base.SendAsync(request, cancellationToken);
        }

        return ExchangeLoop.SendAsync(new ClientAttempts(whose.Account, whose, request, this), cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("An authenticated client may have to mint a token, which is asynchronous: call SendAsync.");

    internal RequestAuthenticator Authenticator => authenticator;

    internal ExchangeServices Services => services;

    /// <summary>To the handler that meets the network.</summary>
    internal Task<HttpResponseMessage> SendToWireAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    /// <summary>A request that names no account is the default account's.</summary>
    private async Task<HttpResponseMessage> FindAndSendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AccountBinding binding = await accounts.FindDefaultAsync(cancellationToken).ConfigureAwait(false) ?? throw new SignInRequiredException(
            $"No {accounts.Provider} account is stored under the registration '{accounts.Registration}'; call SignInAsync.", SignInReason.NeverSignedIn)
        { Provider = accounts.Provider, Step = "find account" };
        ClientAttempts operation = new(accounts.HandleOf(binding), operation: null, request, this);
        return await ExchangeLoop.SendAsync(operation, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Writes the account of a bound client into each request. It stands above all handlers of the client's name.</summary>
internal sealed class BoundAccountHandler(Account account) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(AccountRequest.Key, new AccountRequest(account));
        return base.SendAsync(request, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("An authenticated client may have to mint a token, which is asynchronous: call SendAsync.");
}
