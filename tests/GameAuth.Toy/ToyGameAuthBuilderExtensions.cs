using GameAuth;
using GameAuth.Providers;
using GameAuth.Toy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static class ToyGameAuthBuilderExtensions
{
    private static readonly ProviderDescriptor<IToyAuth, ToyOptions> Descriptor = Describe(CopiedProfile.Keep);
    private static readonly ProviderDescriptor<IToyAuth, ToyOptions> Wary = Describe(CopiedProfile.HoldBack);

    private static ProviderDescriptor<IToyAuth, ToyOptions> Describe(CopiedProfile copied) => new()
    {
        CopiedProfile = copied,
        Name = ToyDefaults.Provider,
        Issuer = static options => options.AuthBase,
        Create = static (context, options) => new ToyProvider(context, options),
        Scheme = static front => ((ToyProvider)front).Scheme,
    };

    public static GameAuthBuilder AddToy(this GameAuthBuilder gameAuth, IConfiguration section) =>
        gameAuth.AddToy(ToyDefaults.Registration, section.Bind);

    public static GameAuthBuilder AddToy(this GameAuthBuilder gameAuth, Action<ToyOptions> configure) =>
        gameAuth.AddToy(ToyDefaults.Registration, configure);

    public static GameAuthBuilder AddToy(this GameAuthBuilder gameAuth, string registration, Action<ToyOptions> configure, bool wary = false)
    {
        gameAuth.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ToyOptions>, ToyOptionsValidator>());
        return gameAuth.AddProvider(registration, wary ? Wary : Descriptor, configure);
    }

    public static IHttpClientBuilder AddToyAuthentication(this IHttpClientBuilder client, string registration = ToyDefaults.Registration) =>
        client.AddAccountAuthentication<IToyAuth>(ToyDefaults.Provider, registration, Descriptor.Scheme);
}
