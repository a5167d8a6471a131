
namespace GameAuth.Hytale;

/// <summary>Checks a registration, and says the registration, the property and the fix.</summary>
internal static class HytaleOptionsValidator
{
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(3660);

    public static void Check(HytaleOptions options, Action<string> fail)
    {
        if (!Enum.IsDefined(options.Dialect))
        {
            fail("Dialect is no dialect; leave it out for Direct, or set it to Gateway.");
        }

        if (!Enum.IsDefined(options.Polling))
        {
            fail("Polling is no rhythm; leave it out for Spread, or set it to Interval or Ramp.");
        }

        if (options.Dialect is HytaleDialect.Gateway && !options.Endpoints.ContainsKey(HytaleEndpoint.Gateway))
        {
            fail("Dialect is Gateway, but Endpoints:gateway is missing; set the base address of your gateway.");
        }

        if (!IsText(options.ClientId, 128) || options.ClientId.Contains(' ', StringComparison.Ordinal))
        {
            fail($"ClientId is missing or odd; leave it out for {HytaleDefaults.ClientId}.");
        }

        if (!IsText(options.Scope, 512))
        {
            fail($"Scope is missing or odd; leave it out for '{HytaleDefaults.Scope}'.");
        }

        if (options.GatewayAccountId is { } account && (!IsText(account, 128) || account.Contains(' ', StringComparison.Ordinal)))
        {
            fail("GatewayAccountId is odd: it has 1 to 128 printable characters without blanks; leave it out where the gateway wants none.");
        }

        if (options.RefreshTokenLifetime <= TimeSpan.Zero || options.RefreshTokenLifetime > LongestLifetime)
        {
            fail("RefreshTokenLifetime is no lifetime; leave it out for 30 days.");
        }

        if (options.SessionRefreshesPerHour is < 3 or > 100_000)
        {
            fail("SessionRefreshesPerHour is out of its range of 3 to 100,000; leave it out for 20.");
        }
    }

    private static bool IsText(string? text, int most) => text is { Length: > 0 } && text.Length <= most && text.All(static c => c is >= ' ' and <= '~');
}
