using GameAuth.Providers;
using Microsoft.Extensions.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What a provider's <c>Add…Authentication()</c> stands on.</summary>
public static class AccountAuthenticationExtensions
{
    /// <summary>Makes a client of any kind carry the tokens of a registration's accounts. For provider authors.</summary>
    /// <typeparam name="TFront">The provider's front door.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="registration">The registration's name.</param>
    /// <param name="scheme">How its requests are authorized.</param>
    /// <returns>The same builder. The primary handler follows no redirects and keeps no cookies; one of your own is checked at start. Bodies that are read whole are capped at 16 MiB unless the client says otherwise.</returns>
    public static IHttpClientBuilder AddAccountAuthentication<TFront>(
        this IHttpClientBuilder client, string provider, string registration, Func<TFront, RequestAuthenticator> scheme)
        where TFront : class
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(scheme);
        AccountDirectory Directory(IServiceProvider host)
        {
            host.GetRequiredKeyedService<TFront>(registration);
            return host.GetRequiredKeyedService<ProviderContext>(ProviderServices.ContextKey(provider, registration)).Directory;
        }

        client.Services.AddSingleton(new AuthenticatedClient(client.Name));
        client.Services.Configure<AuthenticatedClientOptions>(client.Name, options =>
        {
            options.Directory = Directory;
            options.Scheme = host => scheme(host.GetRequiredKeyedService<TFront>(registration));
        });
        client.Services.Configure<HttpClientFactoryOptions>(client.Name, options =>
        {
            // First, so that a primary handler of the application's own comes after and wins (and is checked).
            options.HttpMessageHandlerBuilderActions.Insert(0, static pipeline => pipeline.PrimaryHandler = PrimaryHandlers.Create());
            options.HttpMessageHandlerBuilderActions.Add(pipeline => pipeline.AdditionalHandlers.Insert(0, new AttemptHandler(
                scheme(pipeline.Services.GetRequiredKeyedService<TFront>(registration)),
                pipeline.Services.GetRequiredService<AttemptServices>(),
                new AccountOfRequest(() => Directory(pipeline.Services)))));
            options.HttpClientActions.Insert(0, static made => made.MaxResponseContentBufferSize = ProviderResponse.MaxApiBody);
            options.HttpClientActions.Add(static made => made.Timeout = Timeout.InfiniteTimeSpan);
        });
        return client;
    }
}
