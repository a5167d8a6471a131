using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>Makes clients that are bound to an account: the pipeline of a named client behind a handler that writes the account into each request.</summary>
internal sealed class AccountClients(
    IServiceProvider services,
    IHttpMessageHandlerFactory handlers,
    IOptionsMonitor<HttpClientFactoryOptions> factory,
    IOptionsMonitor<AuthenticatedClientOptions> authenticated) : IAccountClients
{
    public HttpClient Create(Account account, string name)
    {
        string client = name.Length == 0 ? GameAuthClientNames.Api(account.Id.Provider, account.Id.Registration) : name;
        AuthenticatedClientOptions options = authenticated.Get(client);
        if (options.Directory is null || options.Directory(services) != account.Binding.Directory)
        {
            throw new GameAuthConfigurationException(
                $"The client '{client}' is not made ready for {account.Id.Provider}/{account.Id.Registration}: "
                + $"register it with AddHttpClient(\"{client}\") and the provider's authentication, naming the registration '{account.Id.Registration}'.")
            { Provider = account.Id.Provider, Step = "create client" };
        }

        HttpMessageHandler pipeline = handlers.CreateHandler(client);
        PrimaryHandlers.Check(pipeline, client);
        BoundAccountHandler bound = new(account) { InnerHandler = pipeline };
#pragma warning disable RS0030 // The factory can not make a client around a handler of one account; the pipeline is the factory's.
        HttpClient made = new(bound, disposeHandler: false);
#pragma warning restore RS0030
        foreach (Action<HttpClient> configure in factory.Get(client).HttpClientActions)
        {
            configure(made);
        }

        made.Timeout = Timeout.InfiniteTimeSpan;
        return made;
    }

    public TClient Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TClient>(Account account, string? name)
        where TClient : class =>
        services.GetRequiredService<ITypedHttpClientFactory<TClient>>().CreateClient(Create(account, name ?? typeof(TClient).Name));
}

/// <summary>What makes a named client an authenticated one.</summary>
internal sealed class AuthenticatedClientOptions
{
    public Func<IServiceProvider, AccountDirectory>? Directory { get; set; }
}

/// <summary>The name of a client that carries tokens, so that the start can check its pipeline.</summary>
internal sealed record AuthenticatedClient(string Name);
