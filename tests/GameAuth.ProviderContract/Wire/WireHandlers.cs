using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace GameAuth.ProviderContract;

/// <summary>Puts a test's handler right above the one that meets the network, where it sees what really goes out. A handler that an application adds stands above the exchange.</summary>
public static class WireHandlers
{
    private static readonly ConditionalWeakTable<DelegatingHandler, object> Inserted = [];

    /// <summary>For one client.</summary>
    public static IHttpClientBuilder AddWireHandler(this IHttpClientBuilder client, Func<DelegatingHandler> create)
    {
        client.Services.AddWireHandler(create, client.Name);
        return client;
    }

    /// <summary>For all clients, or for the one of a name.</summary>
    public static void AddWireHandler(this IServiceCollection services, Func<DelegatingHandler> create, string? client = null) =>
        services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Filter(create, client));

    // The exchange is around the primary handler, and this goes between the two, below those that went there before.
    private static void Insert(HttpMessageHandlerBuilder builder, DelegatingHandler made)
    {
        DelegatingHandler? above = null;
        HttpMessageHandler network = builder.PrimaryHandler;
        while (network is DelegatingHandler { InnerHandler: { } inner } outer && (outer.GetType().Name is "ExchangeHandler" || Inserted.TryGetValue(outer, out _)))
        {
            (above, network) = (outer, inner);
        }

        made.InnerHandler = network;
        Inserted.Add(made, made);
        if (above is null)
        {
            builder.PrimaryHandler = made;
        }
        else
        {
            above.InnerHandler = made;
        }
    }

    private sealed class Filter(Func<DelegatingHandler> create, string? client) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            if (client is null || builder.Name == client)
            {
                Insert(builder, create());
            }
        };
    }
}
