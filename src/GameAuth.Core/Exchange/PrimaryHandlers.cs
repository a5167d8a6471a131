using System.Net;

namespace GameAuth.Providers;

/// <summary>The handler that meets the network: no redirects, no cookies, certificates checked, DNS looked up again now and then.</summary>
internal static class PrimaryHandlers
{
    // Handlers whose redirects and cookies can't be read without a reference to their package, and which have both by default.
    private static readonly string[] Unreadable = ["System.Net.Http.WinHttpHandler", "System.Net.Http.NSUrlSessionHandler"];

    public static SocketsHttpHandler Create() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
        Proxy = new RemoteProxy(static () => HttpClient.DefaultProxy),

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
            throw Refused(client, $"{(redirects ? "follows redirects" : "keeps cookies")}, which would carry tokens to other hosts or accounts: "
                + $"set {(redirects ? "AllowAutoRedirect" : "UseCookies")} = false on it");
        }

        for (Type? type = inner.GetType(); type is not null; type = type.BaseType)
        {
            if (Unreadable.Contains(type.FullName, StringComparer.Ordinal))
            {
                throw Refused(client, $"is a {type.Name}, whose redirects and cookies can't be checked: use a SocketsHttpHandler with AllowAutoRedirect = false and UseCookies = false");
            }
        }
    }

    private static GameAuthConfigurationException Refused(string client, string why) =>
        new($"The primary handler of the client '{client}' {why}.") { Step = "create client" };
}

/// <summary>
/// The proxy of the system, for every host but this machine: a request to a loopback address has no TLS, and a proxy elsewhere would read it and could not deliver it.
/// </summary>
/// <param name="system">Finds the system's proxy; asked each time, since an application may set another one while it runs.</param>
internal sealed class RemoteProxy(Func<IWebProxy> system) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => system().Credentials;
        set => system().Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : system().GetProxy(destination);

    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.IsLoopback || system().IsBypassed(host);
    }
}
