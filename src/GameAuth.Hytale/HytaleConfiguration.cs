using Microsoft.Extensions.Configuration;

namespace GameAuth.Hytale;

/// <summary>Reads a registration from configuration.</summary>
internal static class HytaleConfiguration
{
    /// <exception cref="GameAuthConfigurationException">A value can not be read as what its property is.</exception>
    public static void Bind(HytaleOptions options, string registration, IConfiguration? section)
    {
        if (section is null)
        {
            return;
        }

        try
        {
            // A named registration takes from the section what it does not set, so that an emulator's addresses hold for it too.
            section.Bind(options);
            section.GetSection("Registrations").GetSection(registration).Bind(options);
        }
        catch (InvalidOperationException unreadable)
        {
            throw new GameAuthConfigurationException($"Hytale registration '{registration}': {unreadable.Message} Mend that value of the configuration.")
            { Provider = HytaleDefaults.Provider, Step = "options" };
        }
    }
}
