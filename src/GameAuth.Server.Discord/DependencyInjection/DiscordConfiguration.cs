using GameAuth.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Server.Discord;

/// <summary>Reads the options from the host's configuration.</summary>
internal static class DiscordConfiguration
{
    public const string Section = "GameAuth:Discord";

    public static void Bind(DiscordServerOptions options, IConfiguration? configuration)
    {
        if (configuration?.GetSection(Section) is not { } section)
        {
            return;
        }

        try
        {
            section.Bind(options);
            if (section["Endpoints:discord"] is { Length: > 0 } endpoint)
            {
                options.Endpoint = new Uri(endpoint, UriKind.Absolute);
            }
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or FormatException)
        {
            // The text of a binder's error may quote a value, and one of the values is a secret.
            throw new GameAuthConfigurationException($"{Section}: a value of the configuration can't be read ({unreadable.GetType().Name}). Numbers are digits, spans of time are like 00:00:10, Endpoints:discord is an absolute address.") { Step = "options" };
        }

        if (section["RedirectUri"] is { Length: > 0 } redirect && !options.RedirectUris.Contains(redirect))
        {
            options.RedirectUris.Add(redirect);
        }
    }
}

/// <summary>Checks the options, with the option and the fix in every message; no message has a secret.</summary>
internal sealed class DiscordOptionsValidator(IServiceProvider host) : IValidateOptions<DiscordServerOptions>
{
    // Two windows of ours may lie in one of Discord's, which bans at 10,000.
    private const int MostRefusals = 5000;
    private const int LongestSecret = 512;

    public ValidateOptionsResult Validate(string? name, DiscordServerOptions options)
    {
        string[] failures = [.. Application(options), .. Addresses(options), .. Keys(options), .. Numbers(options)];
        return failures.Length == 0
            ? ValidateOptionsResult.Success
            : throw new GameAuthConfigurationException(
                string.Join(' ', failures.Select(static failure => $"{DiscordConfiguration.Section}: {failure}").Append($"The configuration's section is {DiscordConfiguration.Section}."))) { Step = "options" };
    }

    private static IEnumerable<string> Application(DiscordServerOptions options)
    {
        if (!DiscordText.IsSnowflake(options.ClientId))
        {
            yield return "ClientId is missing or odd; set it to the application id of the developer portal, 17 to 20 digits.";
        }

        if (!IsSecret(options.ClientSecret))
        {
            yield return "ClientSecret is missing or odd; set it to the client secret of the developer portal's page OAuth2.";
        }

        foreach (string redirect in options.RedirectUris.Where(static one => !Uri.TryCreate(one, UriKind.Absolute, out Uri? address) || address.IsFile || address.Fragment.Length > 0))
        {
            yield return $"RedirectUris has '{redirect}', which is no absolute address without fragment; write it as it is registered in the developer portal.";
        }
    }

    private IEnumerable<string> Addresses(DiscordServerOptions options)
    {
        // A path would be lost below the calls' own.
        bool isAllowed = options.Endpoint is { IsAbsoluteUri: true, UserInfo: "", PathAndQuery: "/", Fragment: "" }
            && (options.Endpoint.Scheme == Uri.UriSchemeHttps || (options.Endpoint.Scheme == Uri.UriSchemeHttp && EndpointRules.IsLoopback(options.Endpoint) && AllowsLoopback()));
        if (!isAllowed)
        {
            yield return "Endpoint is no https address of a host alone, with neither user, path, query nor fragment; leave it out for https://discord.com/. "
                + "http is for an emulator on a literal loopback address such as http://127.0.0.1:5001, with GameAuth:AllowLoopbackHttp outside of production.";
        }

        if (options.UserAgentUrl is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("https" or "http")))
        {
            yield return "UserAgentUrl is no absolute http address; leave it out for the server's issuer.";
        }
    }

    private bool AllowsLoopback() =>
        host.GetService<IOptions<GameAuthOptions>>()?.Value.AllowLoopbackHttp == true && !EndpointRules.IsProduction(host);

    private static IEnumerable<string> Keys(DiscordServerOptions options)
    {
        if (options.BotToken is { } token && !IsSecret(token))
        {
            yield return "BotToken is odd; set it to the token of the developer portal's page Bot, or leave it out where no activity instances are checked.";
        }

        if (options is { RequireActivityInstance: true, BotToken: null })
        {
            yield return "RequireActivityInstance needs BotToken: instances are looked up with it.";
        }

        if (options.PublicKey is { } key && DiscordKey.Parse(key) is null)
        {
            yield return "PublicKey is no Ed25519 key of 64 hexadecimal digits; copy the public key of the developer portal's page General Information.";
        }

        if (options is { RequireProxySignature: true, PublicKey: null })
        {
            yield return "RequireProxySignature needs PublicKey: the proxy's signature is checked with it.";
        }
    }

    private static IEnumerable<string> Numbers(DiscordServerOptions options)
    {
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(1))
        {
            yield return $"Timeout is between 1 second and 1 minute; it is {options.Timeout}.";
        }

        int[] budgets = [options.CodeBudget, options.TokenBudget, options.InstanceBudget];
        if (budgets.Any(static budget => budget is < 1 or > MostRefusals) || budgets.Sum() > MostRefusals)
        {
            yield return $"CodeBudget, TokenBudget and InstanceBudget are 1 or more, and together at most {MostRefusals}: twice that is what Discord bans an address at.";
        }
    }

    private static bool IsSecret(string text) => text.Length is > 0 and <= LongestSecret && text.All(static c => c is > ' ' and < '\x7f');
}
