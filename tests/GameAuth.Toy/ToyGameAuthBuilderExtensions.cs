using GameAuth.Toy;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds toy.test to GameAuth.</summary>
public static class ToyGameAuthBuilderExtensions
{
    private static readonly ProviderDescriptor<IToyAuth, ToyOptions> Toy = new(ToyDefaults.Provider, "Toy", static (context, options) => new ToyProvider(context, options))
    {
        Bind = static (section, options) => section.Bind(options),
        Check = ToyOptions.Check,
    };

    public static GameAuthBuilder AddToy(this GameAuthBuilder builder) => Toy.AddTo(builder);

    public static GameAuthBuilder AddToy(this GameAuthBuilder builder, IConfiguration section) => Toy.AddTo(builder, section);

    public static GameAuthBuilder AddToy(this GameAuthBuilder builder, Action<ToyOptions> configure) => Toy.AddTo(builder, configure);

    public static GameAuthBuilder AddToy(this GameAuthBuilder builder, string registration, Action<ToyOptions> configure) => Toy.AddTo(builder, registration, configure);

    public static IHttpClientBuilder AddToyAuthentication(this IHttpClientBuilder client, string registration = "default") => Toy.AddAuthentication(client, registration);
}
