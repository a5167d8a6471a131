using System.Net;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale;

/// <summary>Checks a registration, and says the registration, the property and the fix.</summary>
internal sealed class HytaleOptionsValidator(IOptions<GameAuthOptions> family) : IValidateOptions<HytaleOptions>
{
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(3660);

    public ValidateOptionsResult Validate(string? name, HytaleOptions options)
    {
        List<string> failures = [];
        void Fail(string what) => failures.Add($"Hytale registration '{name}': {what}");

        if (!Enum.IsDefined(options.Dialect))
        {
            Fail("Dialect is no dialect; leave it out for Direct, or set it to Gateway.");
        }

        if (!Enum.IsDefined(options.Polling))
        {
            Fail("Polling is no rhythm; leave it out for Spread, or set it to Interval or Ramp.");
        }

        if (options.Dialect is HytaleDialect.Gateway && !options.Endpoints.ContainsKey(HytaleEndpoint.Gateway))
        {
            Fail("Dialect is Gateway, but Endpoints:gateway is missing; set the base address of your gateway.");
        }

        if (!IsText(options.ClientId, 128) || options.ClientId.Contains(' ', StringComparison.Ordinal))
        {
            Fail($"ClientId is missing or odd; leave it out for {HytaleDefaults.ClientId}.");
        }

        if (!IsText(options.Scope, 512))
        {
            Fail($"Scope is missing or odd; leave it out for '{HytaleDefaults.Scope}'.");
        }

        if (options.GatewayAccountId is { } account && (!IsText(account, 128) || account.Contains(' ', StringComparison.Ordinal)))
        {
            Fail("GatewayAccountId is odd: it has 1 to 128 printable characters without blanks; leave it out where the gateway wants none.");
        }

        if (options.RefreshTokenLifetime <= TimeSpan.Zero || options.RefreshTokenLifetime > LongestLifetime)
        {
            Fail("RefreshTokenLifetime is no lifetime; leave it out for 30 days.");
        }

        if (options.SessionRefreshesPerHour is < 3 or > 100_000)
        {
            Fail("SessionRefreshesPerHour is out of its range of 3 to 100,000; leave it out for 20.");
        }

        foreach ((string endpoint, Uri? address) in options.Endpoints)
        {
            if (Fault(address) is { } fault)
            {
                Fail($"Endpoints:{endpoint} {fault}");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    internal static bool IsLoopback(Uri address) => IPAddress.TryParse(address.IdnHost, out IPAddress? ip) && IPAddress.IsLoopback(ip);

    private static bool IsText(string? text, int most) => text is { Length: > 0 } && text.Length <= most && text.All(static c => c is >= ' ' and <= '~');

    private string? Fault(Uri? address)
    {
        if (address is not { IsAbsoluteUri: true } || address.PathAndQuery != "/" || address.Fragment.Length > 0 || address.UserInfo.Length > 0)
        {
            return "is not the base address of a host; set scheme, host and port only, such as https://sessions.hytale.com.";
        }

        if (address.Scheme == Uri.UriSchemeHttps)
        {
            return null;
        }

        if (address.Scheme != Uri.UriSchemeHttp || !IsLoopback(address))
        {
            return "is not https; use https, or http on a literal loopback address such as http://127.0.0.1:5001 for an emulator.";
        }

        return family.Value.AllowLoopbackHttp
            ? null
            : "is http on loopback, which is for an emulator; set GameAuth:AllowLoopbackHttp to true outside of production, or use https.";
    }
}
