using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>Checks the server's options, with the option and the fix in every message. It throws the family's own exception, whoever asks for the options first.</summary>
internal sealed class ServerOptionsValidator(IServiceProvider host) : IValidateOptions<GameAuthServerOptions>
{
    public ValidateOptionsResult Validate(string? name, GameAuthServerOptions options)
    {
        List<string> failures = [];
        bool isDevelopment = host.GetService<IHostEnvironment>()?.IsDevelopment() == true;
        if (options.Issuer is null)
        {
            failures.Add("Issuer names this server in its tokens and is missing; set it to the https address of the server, such as \"https://auth.example.com\".");
        }
        else if (FaultOf(options.Issuer, isDevelopment) is { } fault)
        {
            failures.Add($"Issuer {fault}");
        }

        foreach (Uri address in options.PublicBaseUrls ?? [])
        {
            if ((FaultOf(address, isDevelopment) ?? (address.AbsolutePath != "/" ? "has a path; leave it out: only scheme, host and port." : null)) is { } wrong)
            {
                failures.Add($"PublicBaseUrls {wrong}");
            }
        }

        if (options.PublicBaseUrls is { Count: 0 })
        {
            failures.Add("PublicBaseUrls is empty; leave it out for the origin of Issuer, or name the addresses at which clients reach this server.");
        }

        failures.AddRange((options.AllowedOrigins ?? []).Select(origin => FaultOfOrigin(origin, isDevelopment)).OfType<string>());
        Between(failures, options.ReuseWindow, TimeSpan.Zero, TimeSpan.FromSeconds(60), nameof(options.ReuseWindow));
        Between(failures, options.ExchangeRepeatWindow, TimeSpan.Zero, TimeSpan.FromMinutes(5), nameof(options.ExchangeRepeatWindow));
        Between(failures, options.NonceLifetime, Max(options.ExchangeRepeatWindow, TimeSpan.FromSeconds(1)), TimeSpan.FromDays(1), nameof(options.NonceLifetime));
        Between(failures, options.DpopNonceLifetime, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), nameof(options.DpopNonceLifetime));
        Between(failures, options.RevocationBound, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), nameof(options.RevocationBound));
        Between(failures, options.AuditRetention, TimeSpan.FromDays(1), SessionStoreLimits.Span, nameof(options.AuditRetention));
        Between(failures, options.ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(5), nameof(options.ClockSkew));
        Between(failures, options.SigningKeyNotice, TimeSpan.FromHours(1), TimeSpan.FromDays(365), nameof(options.SigningKeyNotice));
        Between(failures, options.SigningKeyLifetime, TimeSpan.FromHours(2), TimeSpan.FromDays(3650), nameof(options.SigningKeyLifetime));
        if (options.SigningKeyLifetime <= options.SigningKeyNotice)
        {
            failures.Add("SigningKeyLifetime must be longer than SigningKeyNotice: the next key is published while this one signs.");
        }

        return failures.Count == 0
            ? ValidateOptionsResult.Success
            : throw ServerConfiguration.ToException(host, failures.Select(static failure => $"{ServerConfiguration.Section}: {failure}"));
    }

    private static string? FaultOf(Uri address, bool isDevelopment) => address switch
    {
        { IsAbsoluteUri: false } => "is no absolute address; write it as \"https://auth.example.com\".",
        { UserInfo.Length: > 0 } or { Query.Length: > 0 } or { Fragment.Length: > 0 } => "has a user, a query or a fragment; leave it out.",
        { Scheme: "https" } => null,
        { Scheme: "http", IsLoopback: true } when isDevelopment => null,
        { Scheme: "http", IsLoopback: true } => "is http; that is for the environment Development only. Use https, or set the environment to Development.",
        _ => "is not https; tokens never travel in the clear. Use https; http on loopback is for Development.",
    };

    // It is compared with what browsers send, so it has to be written as they write it.
    private static string? FaultOfOrigin(string? origin, bool isDevelopment)
    {
        if (origin is null || origin.Contains('*', StringComparison.Ordinal) || origin == "null" || !Uri.TryCreate(origin, UriKind.Absolute, out Uri? address) || address.Host.Length == 0)
        {
            return $"AllowedOrigins has '{origin}', which is no origin: name each one in full, such as \"https://game.example.com\". There are no patterns, and \"null\" is everybody's.";
        }

        return (FaultOf(address, isDevelopment), OriginCheck.OriginOf(address)) switch
        {
            ({ } fault, _) => $"AllowedOrigins has '{origin}', which {fault}",
            (_, { } written) when written != origin => $"AllowedOrigins has '{origin}'; browsers write it \"{written}\". Write it so.",
            _ => null,
        };
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static void Between(List<string> failures, TimeSpan value, TimeSpan least, TimeSpan most, string option)
    {
        if (value < least || value > most)
        {
            failures.Add($"{option} is between {least} and {most}; it is {value}.");
        }
    }
}

/// <summary>Checks a profile, as <see cref="ServerOptionsValidator"/> does the server's options.</summary>
internal sealed class SessionProfileValidator(IServiceProvider host) : IValidateOptions<SessionProfile>
{
    public ValidateOptionsResult Validate(string? name, SessionProfile options)
    {
        string section = ServerConfiguration.SectionOf(name ?? SessionProfiles.Default);
        List<string> failures = [];
        if (options.AccessTokenLifetime < TimeSpan.FromMinutes(1) || options.AccessTokenLifetime > TimeSpan.FromHours(1))
        {
            failures.Add($"{section}: AccessTokenLifetime is between 1 minute and 1 hour.");
        }

        if (options.IdleLifetime < options.AccessTokenLifetime || options.Lifetime < options.IdleLifetime)
        {
            failures.Add($"{section}: IdleLifetime is at least AccessTokenLifetime, and Lifetime at least IdleLifetime.");
        }

        if (!options.AudiencesOrDefault.Any() || options.AudiencesOrDefault.Any(static audience => audience is not { Length: > 0 and <= 256 }))
        {
            failures.Add($"{section}: Audiences has one audience at least, each of 1 to 256 characters; leave it out for \"api\" and \"realtime\".");
        }

        if (options.ClientId is { Length: 0 or > 256 })
        {
            failures.Add($"{section}: ClientId has 1 to 256 characters; leave it out for the profile's name.");
        }

        if (!Enum.IsDefined(options.Delivery))
        {
            failures.Add($"{section}: Delivery is no choice; set it to Cookie or Body.");
        }

        if (!Enum.IsDefined(options.Cookie))
        {
            failures.Add($"{section}: Cookie is no choice; set it to Lax, Strict or Activity.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : throw ServerConfiguration.ToException(host, failures, section);
    }
}
