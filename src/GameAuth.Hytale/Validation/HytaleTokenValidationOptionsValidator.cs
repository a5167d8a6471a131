using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale;

/// <summary>Checks how tokens are validated, and says the property and the fix.</summary>
internal sealed class HytaleTokenValidationOptionsValidator(IServiceProvider services) : IValidateOptions<HytaleTokenValidationOptions>
{
    private static readonly TimeSpan LongestSkew = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, HytaleTokenValidationOptions options)
    {
        List<string> failures = [.. Faults(options).Select(fault => $"Hytale token validation '{name}': {fault}")];
        bool isProduction = services.GetService<IHostEnvironment>()?.IsProduction() == true;
        if (options.AllowLoopbackHttp && isProduction)
        {
            failures.Add($"Hytale token validation '{name}': AllowLoopbackHttp is for the emulator and refused in the environment Production; remove it, or set the environment to Development.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>What is wrong, wherever the validator is made.</summary>
    public static IEnumerable<string> Faults(HytaleTokenValidationOptions options)
    {
        if (AddressFault(options) is { } fault)
        {
            yield return fault;
        }

        if (options.Issuer is not { Length: > 0 and <= 512 })
        {
            yield return $"Issuer is missing or too long; leave it out for {HytaleDefaults.SessionIssuer}.";
        }

        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > LongestSkew)
        {
            yield return "ClockSkew is out of its range of zero to an hour; leave it out for 5 minutes.";
        }

        if (options.MaxTokenLength is < 256 or > 65536)
        {
            yield return "MaxTokenLength is out of its range of 256 to 65,536; leave it out for 8192.";
        }

        if (options.RememberedTokens is < 0 or > 1 << 20)
        {
            yield return "RememberedTokens is out of its range of 0 to 1,048,576; leave it out for 1024.";
        }

        foreach ((string property, TimeSpan time) in new[]
        {
            (nameof(options.KeyLifetime), options.KeyLifetime),
            (nameof(options.StaleKeyLimit), options.StaleKeyLimit),
            (nameof(options.UnknownKeyCooldown), options.UnknownKeyCooldown),
        })
        {
            if (time <= TimeSpan.Zero || time > LongestLife)
            {
                yield return $"{property} is out of its range of above zero to a year; leave it out for its default.";
            }
        }
    }

    private static string? AddressFault(HytaleTokenValidationOptions options) => options.SessionService switch
    {
        not { IsAbsoluteUri: true, PathAndQuery: "/", Fragment: "", UserInfo: "" } =>
            "SessionService is not the base address of a host; set scheme, host and port only, such as https://sessions.hytale.com.",
        { Scheme: "https" } => null,
        { Scheme: "http" } loopback when options.AllowLoopbackHttp && EndpointRules.IsLoopback(loopback) => null,
        _ => "SessionService is not https; use https, or for an emulator http on a literal loopback address together with GameAuth:AllowLoopbackHttp.",
    };
}
