using GameAuth.Hytale;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the validation of Hytale's tokens to a host that needs no account of its own.</summary>
public static class HytaleTokenValidationExtensions
{
    /// <summary>
    /// Adds a <see cref="HytaleTokenValidator"/>, set by the section <c>GameAuth:Hytale:TokenValidation</c> of the host's configuration where there is one; the address of the keys is
    /// <c>GameAuth:Hytale:Endpoints:sessions</c>. <c>AddHytale</c> adds one for each registration, set by the section that it is given, so a host that has accounts needs this for the options of <c>default</c> only,
    /// before or after; those of another registration are set by its name (<c>services.Configure&lt;HytaleTokenValidationOptions&gt;("second", ...)</c>).
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options, on top of the configuration; null for the configuration alone.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddHytaleTokenValidation(this IServiceCollection services, Action<HytaleTokenValidationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        HytaleTokenServices.AddDefault(services);
        if (configure is not null)
        {
            HytaleTokenServices.Configure(services, configure);
        }

        return services;
    }
}
