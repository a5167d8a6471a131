using GameAuth;
using GameAuth.Providers;
using GameAuth.Toy;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds toy.test to GameAuth.</summary>
public static class ToyGameAuthBuilderExtensions
{
    private static readonly ProviderDescriptor<IToyAuth, ToyOptions> Toy = Describe(CopiedProfile.Keep);
    private static readonly ProviderDescriptor<IToyAuth, ToyOptions> Wary = Describe(CopiedProfile.HoldBack);

    public static GameAuthBuilder AddToy(this GameAuthBuilder builder) => Toy.AddTo(builder);

    public static GameAuthBuilder AddToy(this GameAuthBuilder builder, IConfiguration section) => Toy.AddTo(builder, section);

    public static GameAuthBuilder AddToy(this GameAuthBuilder builder, Action<ToyOptions> configure) => Toy.AddTo(builder, configure);

    public static GameAuthBuilder AddToy(this GameAuthBuilder builder, string registration, Action<ToyOptions> configure) => Toy.AddTo(builder, registration, configure);

    /// <summary>The same service, were it one that ends the sign-ins of a device which it meets twice.</summary>
    public static GameAuthBuilder AddWaryToy(this GameAuthBuilder builder, Action<ToyOptions> configure) => Wary.AddTo(builder, configure);

    public static IHttpClientBuilder AddToyAuthentication(this IHttpClientBuilder client, string registration = "default") => Toy.AddAuthentication(client, registration);

    private static ProviderDescriptor<IToyAuth, ToyOptions> Describe(CopiedProfile copied) => new(ToyDefaults.Provider, "Toy", static (context, options) => new ToyProvider(context, options))
    {
        Bind = static (section, options) => section.Bind(options),
        Check = ToyOptionsValidator.Check,
        CopiedProfile = copied,
    };
}
