using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>Checks what no single property can say, with the property and the fix in every message.</summary>
/// <remarks>It throws the family's own exception, so that it is the same one whoever asks for the options first: a host at its start, or the engine.</remarks>
internal sealed class GameAuthOptionsValidator(IServiceProvider host) : IValidateOptions<GameAuthOptions>
{
    public ValidateOptionsResult Validate(string? name, GameAuthOptions options)
    {
        List<string> failures = [];
        if (options.ApplicationName.Length is 0 or > 64 || options.ApplicationName.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            failures.Add("GameAuth: ApplicationName names the token store and is missing or odd; set it to up to 64 letters, digits, '.', '-' or '_', such as \"trophy-room\".");
        }

        if (options.AllowLoopbackHttp && EndpointRules.IsProduction(host))
        {
            failures.Add("GameAuth: AllowLoopbackHttp is for the emulator and refused in the environment Production; remove it, or set the environment to Development.");
        }

        if (!Enum.IsDefined(options.CopiedProfile))
        {
            failures.Add("GameAuth: CopiedProfile is no choice; set it to ProviderDefault, Keep or HoldBack.");
        }

        if (options.SignInThresholds.Any(static threshold => threshold <= TimeSpan.Zero))
        {
            failures.Add("GameAuth: SignInEndsSoon has positive time spans, such as 14.00:00:00.");
        }

        Positive(failures, options.Tokens.MintTimeout, "Tokens:MintTimeout");
        Positive(failures, options.Tokens.LeaseWait, "Tokens:LeaseWait");
        Positive(failures, options.Tokens.WatchInterval, "Tokens:WatchInterval");
        Positive(failures, options.Tokens.IdleTimeout, "Tokens:IdleTimeout");
        Positive(failures, options.Attempts.AttemptTimeout, "Attempts:AttemptTimeout");
        if (options.Attempts.SafeRetries is < 0 or > 10)
        {
            failures.Add("GameAuth: Attempts:SafeRetries is between 0 and 10.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : throw new ConfigurationKeys(host).ToException(failures);
    }

    private static void Positive(List<string> failures, TimeSpan value, string property)
    {
        if (value <= TimeSpan.Zero)
        {
            failures.Add($"GameAuth: {property} is a positive time span.");
        }
    }
}
