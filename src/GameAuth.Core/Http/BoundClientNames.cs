using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>
/// A bound client has the same pipeline as the client of its name but without the handler that looks for an account in the request,
/// since its own stands in front: it is built under a name of its own, from the same settings.
/// </summary>
internal sealed class BoundClientNames(IServiceProvider services) : IPostConfigureOptions<HttpClientFactoryOptions>
{
    private const string Suffix = " (bound)";

    public static string Of(string name) => name + Suffix;

    public static bool IsBound(string? name) => name?.EndsWith(Suffix, StringComparison.Ordinal) == true;

    public void PostConfigure(string? name, HttpClientFactoryOptions options)
    {
        if (!IsBound(name))
        {
            return;
        }

        IOptionsMonitor<HttpClientFactoryOptions> monitor =
            (IOptionsMonitor<HttpClientFactoryOptions>)services.GetService(typeof(IOptionsMonitor<HttpClientFactoryOptions>))!;
        HttpClientFactoryOptions named = monitor.Get(name![..^Suffix.Length]);
        Copy(named.HttpMessageHandlerBuilderActions, options.HttpMessageHandlerBuilderActions);
        Copy(named.HttpClientActions, options.HttpClientActions);
        options.HandlerLifetime = named.HandlerLifetime;
        options.ShouldRedactHeaderValue = named.ShouldRedactHeaderValue;
        options.SuppressHandlerScope = named.SuppressHandlerScope;
    }

    private static void Copy<T>(IList<T> from, IList<T> to)
    {
        to.Clear();
        foreach (T item in from)
        {
            to.Add(item);
        }
    }
}
