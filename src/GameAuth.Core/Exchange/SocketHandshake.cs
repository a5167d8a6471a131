namespace GameAuth.Providers;

/// <summary>Sends the handshake of a WebSocket as a call of the account, so that it is paced, authenticated, signed and judged as any other.</summary>
internal sealed class SocketHandshake(Exchange exchange, Account account, AccountSocketCall call) : HttpMessageHandler
{
    /// <summary>Why the handshake failed. Kept here, because the socket wraps what it is thrown in an exception of its own.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The address as the socket wants it.</summary>
    public Uri SocketAddress => With(secure: "wss", open: "ws");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            (HttpResponseMessage? opened, ProviderResponse? answer) = await exchange.UpgradeAsync(
                new ProviderCall(call.Step, () => Copy(request)) { Account = account, MaxRetries = 0, IsRepeatable = true }, cancellationToken).ConfigureAwait(false);
            return opened ?? throw (answer!.Status >= 400 && call.Refusal is { } read ? read(answer) : answer.Failure("does not open a WebSocket"));
        }
        catch (Exception failure)
        {
            Failure = failure;
            throw;
        }
    }

    /// <summary>Each attempt has a request of its own, with the key that the socket checks the answer by.</summary>
    private HttpRequestMessage Copy(HttpRequestMessage request)
    {
        // Audiences, endpoints and signatures are said for http and https, which is what the handshake is (RFC 6455 section 4.1).
        HttpRequestMessage copy = new(request.Method, With(secure: "https", open: "http")) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues values) in request.Headers.NonValidated)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }

        foreach ((string name, string value) in call.Headers)
        {
            copy.Headers.TryAddWithoutValidation(name, value);
        }

        return copy;
    }

    private Uri With(string secure, string open)
    {
        bool isSecure = call.Target.Scheme is "https" or "wss";
        return new UriBuilder(call.Target) { Scheme = isSecure ? secure : open, Port = call.Target.Port }.Uri;
    }
}
