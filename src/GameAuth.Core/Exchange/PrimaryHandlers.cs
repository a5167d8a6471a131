namespace GameAuth.Providers;

/// <summary>The handler that meets the network: no redirects, no cookies, certificates checked, DNS looked up again now and then.</summary>
internal static class PrimaryHandlers
{
    public static SocketsHttpHandler Create() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),

        // Spans stay; the ids of the application's trace and its baggage, which may hold anything, are not for the provider.
        ActivityHeadersPropagator = System.Diagnostics.DistributedContextPropagator.CreateNoOutputPropagator(),

        // What an answer has beyond its cap is not read at all, and its connection is not used again.
        MaxResponseDrainSize = 0,
    };

    /// <summary>Refuses a pipeline whose primary handler would forward a token with a redirect or mix accounts by cookies.</summary>
    /// <exception cref="GameAuthConfigurationException">It would.</exception>
    public static void Check(HttpMessageHandler handler, string client)
    {
        HttpMessageHandler inner = handler;
        while (inner is DelegatingHandler { InnerHandler: { } next })
        {
            inner = next;
        }

        (bool redirects, bool cookies) = inner switch
        {
            SocketsHttpHandler sockets => (sockets.AllowAutoRedirect, sockets.UseCookies),
            HttpClientHandler wrapped => (wrapped.AllowAutoRedirect, wrapped.UseCookies),
            _ => (false, false),
        };
        if (redirects || cookies)
        {
            throw new GameAuthConfigurationException(
                $"The primary handler of the client '{client}' {(redirects ? "follows redirects" : "keeps cookies")}, which would carry tokens to other hosts or accounts: "
                + $"set {(redirects ? "AllowAutoRedirect" : "UseCookies")} = false on it.")
            { Step = "create client" };
        }
    }
}
