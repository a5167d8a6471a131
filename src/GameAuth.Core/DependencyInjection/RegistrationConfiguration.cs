using Microsoft.Extensions.Configuration;

namespace GameAuth.Providers;

/// <summary>Reads the options of a provider's registration from configuration.</summary>
/// <remarks>For provider authors: the binding itself stays with the provider, whose compilation knows its options, so that nothing is bound by reflection.</remarks>
public static class RegistrationConfiguration
{
    /// <summary>Binds the provider's section, then the one of the registration in its <c>Registrations</c>: a named registration takes from the section what it does not set, such as an emulator's addresses.</summary>
    /// <param name="provider">The provider, such as <c>xbox</c>, for errors.</param>
    /// <param name="registration">The registration.</param>
    /// <param name="section">The provider's section; null binds nothing.</param>
    /// <param name="bind">Binds a section to the options; called for both.</param>
    /// <exception cref="GameAuthConfigurationException">A value can not be read as what its property is.</exception>
    public static void Read(string provider, string registration, IConfiguration? section, Action<IConfiguration> bind)
    {
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentNullException.ThrowIfNull(registration);
        ArgumentNullException.ThrowIfNull(bind);
        if (section is null)
        {
            return;
        }

        Read(
            () =>
            {
                bind(section);
                bind(section.GetSection("Registrations").GetSection(registration));
            },
            $"{provider}: registration '{registration}'",
            provider);
    }

    /// <summary>Binds a section, and says which value it could not read.</summary>
    internal static void Read(Action bind, string whose, string? provider)
    {
        try
        {
            bind();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new GameAuthConfigurationException($"{whose}: {unreadable.Message} Mend that value of the configuration.") { Provider = provider, Step = "options" };
        }
    }
}
