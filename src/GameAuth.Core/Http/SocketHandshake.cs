using System.Net;

namespace GameAuth.Providers;

/// <summary>Sends the handshake of a WebSocket through an account's client, so that it is paced, authorized, signed and judged as any other request.</summary>
internal sealed class SocketHandshake(Account account, AccountSocketCall call) : HttpMessageHandler
{
    /// <summary>Why the handshake failed. Kept here, because the socket wraps what it is thrown in an exception of its own.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The address as the socket wants it.</summary>
    public Uri SocketAddress => With(secure: "wss", open: "ws");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Audiences, endpoints and signatures are said for http and https, which is what the handshake is (RFC 6455 section 4.1).
        request.RequestUri = With(secure: "https", open: "http");
        try
        {
            using HttpClient client = account.CreateClient();
            HttpResponseMessage response = await AccountApi.SendHeadAsync(client, account.Id.Provider, call.Step, request, cancellationToken).ConfigureAwait(false);
            return response.StatusCode is HttpStatusCode.SwitchingProtocols
                ? response
                : throw await RefusedAsync(request, response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Failure = failure;
            throw;
        }
    }

    private async Task<GameAuthException> RefusedAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            ProviderResponse answer = await AccountApi.ReadAsync(account, call.Step, request, response, call.CorrelationHeaders, cancellationToken).ConfigureAwait(false);
            return answer.Status >= 400 && call.Refusal is { } read ? read(answer) : answer.Failure("does not open a WebSocket");
        }
    }

    private Uri With(string secure, string open)
    {
        bool isSecure = call.Target.Scheme is "https" or "wss";
        return new UriBuilder(call.Target) { Scheme = isSecure ? secure : open, Port = call.Target.Port }.Uri;
    }
}
