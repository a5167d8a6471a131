using GameAuth.Jose;
using GameAuth.Providers;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale;

/// <summary>How tokens are validated. Read once, when the validator is made.</summary>
public sealed class HytaleTokenValidationOptions
{
    /// <summary>The base address of the session service, which publishes its keys at <c>/.well-known/jwks.json</c>. Default that of <see cref="HytaleDefaults.Endpoints"/>, or <c>Endpoints:sessions</c> of the configuration.</summary>
    public Uri SessionService { get; set; } = HytaleDefaults.Endpoints[HytaleEndpoint.Sessions];

    /// <summary>Who must have signed a token (<c>iss</c>). Default <see cref="HytaleDefaults.SessionIssuer"/>, also for an emulator.</summary>
    public string Issuer { get; set; } = HytaleDefaults.SessionIssuer;

    /// <summary>By how much Hytale's clock may differ from this one. Default 5 minutes, as the official server allows; the gateway's documentation has 60 seconds.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest token in characters. Default 8192.</summary>
    public int MaxTokenLength { get; set; } = JwsLimits.Default.MaxTokenLength;

    /// <summary>How many verified tokens are remembered, for 60 seconds at most, so that one that comes again costs no signature. Default 1024; 0 remembers none. Each takes a copy of the token and what it says: some 1,200 bytes for one of 400 characters, 1.2 MB in all, and more for longer ones.</summary>
    public int RememberedTokens { get; set; } = 1024;

    /// <summary>How long published keys are fresh when the service does not say. Default 1 hour.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long published keys are believed while the service fails. Default 24 hours; then every token is refused with <see cref="HytaleTokenRefusal.KeysUnavailable"/>.</summary>
    public TimeSpan StaleKeyLimit { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long unknown keys cause no request after one has. Default 30 seconds; it doubles, up to 5 minutes, while requests bring nothing new.</summary>
    public TimeSpan UnknownKeyCooldown { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the session service may be http on a literal loopback address, for an emulator. Default false, or <c>GameAuth:AllowLoopbackHttp</c>; refused in the environment Production.</summary>
    public bool AllowLoopbackHttp { get; set; }

    internal JwksCacheOptions ToKeyOptions()
    {
        TimeSpan longest = new JwksCacheOptions().MaxCooldown;
        return new JwksCacheOptions
        {
            Lifetime = KeyLifetime,
            StaleLimit = StaleKeyLimit,
            Cooldown = UnknownKeyCooldown,
            MaxCooldown = UnknownKeyCooldown > longest ? UnknownKeyCooldown : longest,
        };
    }
}

/// <summary>Checks how tokens are validated, and says the property and the fix. It throws the family's own exception, so that it is the same one whoever asks for the options first.</summary>
internal sealed class HytaleTokenValidationOptionsValidator(IServiceProvider services) : IValidateOptions<HytaleTokenValidationOptions>
{
    private static readonly TimeSpan LongestSkew = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, HytaleTokenValidationOptions options)
    {
        List<string> failures = [.. Faults(options).Select(fault => $"Hytale token validation '{name}': {fault}")];
        if (options.AllowLoopbackHttp && EndpointRules.IsProduction(services))
        {
            failures.Add($"Hytale token validation '{name}': AllowLoopbackHttp is for the emulator and refused in the environment Production; remove it, or set the environment to Development.");
        }

        return failures.Count == 0
            ? ValidateOptionsResult.Success
            : throw new GameAuthConfigurationException(string.Join(' ', failures)) { Provider = HytaleDefaults.Provider, Step = "options" };
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
