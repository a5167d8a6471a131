using Microsoft.Extensions.Configuration;

namespace GameAuth.Hytale;

/// <summary>Reads a registration from configuration.</summary>
internal static class HytaleConfiguration
{
    /// <summary>A named registration takes from the section what it does not set, so that an emulator's addresses hold for it too.</summary>
    /// <exception cref="GameAuthConfigurationException">A value can not be read as what its property is.</exception>
    public static void Bind(HytaleOptions options, string registration, IConfiguration? section) =>
        Read(section, registration, one => one.Bind(options));

    /// <summary>The same for how tokens are validated.</summary>
    /// <exception cref="GameAuthConfigurationException">A value can not be read as what its property is.</exception>
    public static void Bind(HytaleTokenValidationOptions options, string registration, IConfiguration? section) =>
        Read(section, registration, one => one.GetSection("TokenValidation").Bind(options));

    private static void Read(IConfiguration? section, string registration, Action<IConfiguration> bind)
    {
        if (section is null)
        {
            return;
        }

        try
        {
            bind(section);
            bind(section.GetSection("Registrations").GetSection(registration));
        }
        catch (InvalidOperationException unreadable)
        {
            throw new GameAuthConfigurationException($"Hytale registration '{registration}': {unreadable.Message} Mend that value of the configuration.")
            { Provider = HytaleDefaults.Provider, Step = "options" };
        }
    }
}
