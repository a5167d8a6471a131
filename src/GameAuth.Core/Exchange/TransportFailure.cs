namespace GameAuth.Providers;

/// <summary>What became of a request whose answer never came. No inner exception is kept: some print what they were given.</summary>
internal static class TransportFailure
{
    /// <summary>Whether the request surely never left: it failed before there was a connection to send it on.</summary>
    public static bool IsUnsent(Exception failure) => failure switch
    {
        HttpRequestException http => http.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError or HttpRequestError.VersionNegotiationError,

        // How SocketsHttpHandler tells that its ConnectTimeout has passed; the client itself has no timeout.
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    /// <summary>A request that .NET refuses to send, such as one with a line break in a header.</summary>
    public static bool IsUnfit(Exception failure) =>
        failure is (InvalidOperationException and not ObjectDisposedException) or FormatException or ArgumentException or NotSupportedException;

    public static ProviderException Unsent(string provider, string step, Exception failure) =>
        new($"{provider}: step '{step}' could not reach the server ({Name(failure)}); nothing was sent.", null, null, isTransient: true)
        {
            Provider = provider,
            Step = step,
        };

    public static GameAuthException Lost(string provider, string step, bool mayTakeEffect, string why) => mayTakeEffect
        ? new OutcomeUnknownException($"{provider}: step '{step}' was sent and its answer was lost ({why}); it may have taken effect.")
        {
            Provider = provider,
            Step = step,
        }
        : new ProviderException($"{provider}: step '{step}' got no answer ({why}).", null, null, isTransient: true)
        {
            Provider = provider,
            Step = step,
        };

    public static IllegalStepException Unfit(string provider, string step, Exception failure) =>
        new($"{provider}: the request of step '{step}' can not be sent as it was built ({failure.GetType().Name}): "
            + "a value in it does not fit into an address, a header or a body. Nothing was sent.")
        {
            Provider = provider,
            Step = step,
        };

    public static IllegalStepException Insecure(string provider, string step, Uri? target) =>
        new($"{provider}: the request of step '{step}' to '{(target is { IsAbsoluteUri: true } ? target.Host : target)}' would leave this machine without TLS. Use an https address; http is for a loopback emulator only. Nothing was sent.")
        {
            Provider = provider,
            Step = step,
        };

    public static string Name(Exception failure) => failure is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http
        ? http.HttpRequestError.ToString()
        : failure.GetType().Name;
}
