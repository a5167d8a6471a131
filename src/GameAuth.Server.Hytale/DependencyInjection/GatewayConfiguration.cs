using GameAuth.Hytale;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Server.Hytale;

/// <summary>Reads the options from the host's configuration.</summary>
internal static class GatewayConfiguration
{
    public const string Section = "GameAuth:HytaleGateway";

    public static void Bind(HytaleGatewayOptions options, IConfiguration? configuration)
    {
        try
        {
            configuration?.GetSection(Section).Bind(options);
        }
        catch (InvalidOperationException unreadable)
        {
            throw new GameAuthConfigurationException($"{Section}: {unreadable.Message} Mend that value of the configuration.") { Step = "options" };
        }
    }
}

/// <summary>Checks the options, and that there is what the gateway stands on, with the fix in every message. The registration itself is checked at the start: its options ask for these.</summary>
internal sealed class GatewayOptionsValidator(IServiceProvider host) : IValidateOptions<HytaleGatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, HytaleGatewayOptions options)
    {
        string[] failures = [.. Numbers(options), .. Upstream(options)];
        return failures.Length == 0
            ? ValidateOptionsResult.Success
            : throw new GameAuthConfigurationException(string.Join(' ', failures.Select(static failure => $"{GatewayConfiguration.Section}: {failure}"))) { Step = "options" };
    }

    private static IEnumerable<string> Numbers(HytaleGatewayOptions options)
    {
        if (options.UpstreamRequestsPerMinute is < 1 or > 100_000)
        {
            yield return $"UpstreamRequestsPerMinute is between 1 and 100,000; it is {options.UpstreamRequestsPerMinute}.";
        }

        if (options.SessionLimit is < 1 or > 100_000)
        {
            yield return $"SessionLimit is between 1 and 100,000; it is {options.SessionLimit}.";
        }
    }

    private IEnumerable<string> Upstream(HytaleGatewayOptions options)
    {
        bool isThere = host.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(IHytaleAuth), options.Registration) ?? true;
        if (!isThere)
        {
            yield return $"there is no registration '{options.Registration}' of Hytale: call AddHytale() on the builder of AddGameAuth(), or set Registration to the one that there is.";
        }
    }
}
