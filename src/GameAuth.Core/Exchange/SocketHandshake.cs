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
                new ProviderCall(call.Step, () => Copy(request))
                {
                    Account = call.CarriesToken ? account : null,
                    CheckAudience = call.CarriesToken ? null : account.Binding.Directory.CheckAudience,
                    MaxRetries = 0,
                    IsRepeatable = true,
                },
                cancellationToken).ConfigureAwait(false);
            if (opened is not null && call.PingsByHostClock)
            {
                opened.Content = new PingingContent(opened.Content, call.KeepAliveInterval, call.KeepAliveTimeout, account.Binding.Chain.Engine.Time);
            }

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

/// <summary>What a WebSocket of an account is opened with.</summary>
/// <param name="Step">The name of the step, for errors and logs: <c>real-time activity</c>.</param>
/// <param name="Target">The address: <c>https</c> or <c>wss</c> on a host of the token's audience, without TLS on an allowed loopback address only.</param>
public sealed record AccountSocketCall(string Step, Uri Target)
{
    /// <summary>The subprotocol (RFC 6455 section 1.9), which the server must agree to. Default null: none.</summary>
    public string? Protocol { get; init; }

    /// <summary>Headers of the handshake beside the token and those of the protocol, such as a protocol version. Default empty.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the handshake carries the account's token. Default true; false for a service that takes it in a message of its own. Then the exchange needs no authenticator, and the address has to be of the audience of the provider's own.</summary>
    public bool CarriesToken { get; init; } = true;

    /// <summary>The largest message that is taken, in bytes. Default 256 KiB.</summary>
    public int MaxMessage { get; init; } = 256 << 10;

    /// <summary>How often the connection is pinged. Default 10 seconds.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a ping may stay without a sign of life before the connection counts as lost. Default 20 seconds.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Whether pings go by the host's clock, one each <see cref="KeepAliveInterval"/> whatever else is sent, for a server that says when it wants them. Default false: by the system's clock,
    /// and only while nothing comes from the server.
    /// </summary>
    public bool PingsByHostClock { get; init; }

    /// <summary>Makes the error of an answer that refuses the handshake. Default null: a <see cref="ProviderException"/> with its status.</summary>
    public Func<ProviderResponse, GameAuthException>? Refusal { get; init; }
}
