using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The settings of one registration. Read once, when the registration is first used; checked at the start of the host.</summary>
public sealed class HytaleOptions : ProviderOptions
{
    /// <summary>Sets the client id that Hytale documents, <see cref="HytaleDefaults.ClientId"/>.</summary>
    public HytaleOptions() => ClientId = HytaleDefaults.ClientId;

    /// <summary>Whom the registration speaks to. Default <see cref="HytaleDialect.Direct"/>.</summary>
    public HytaleDialect Dialect { get; set; }

    /// <summary>The scopes that a sign-in asks for, with spaces between them. Default <see cref="HytaleDefaults.Scope"/>; without <c>offline</c> no refresh token would come.</summary>
    public string Scope { get; set; } = HytaleDefaults.Scope;

    /// <summary>
    /// The name under which a gateway keeps this registration's sign-in, for one that wants an <c>account_id</c> with every call: sent with the code, the poll and all that follows.
    /// Such a gateway finds the tokens by it, so it is one account's alone: give each account a registration. Default null: nothing is sent before the gateway has named the account
    /// itself. Hytale's own services are not told.
    /// </summary>
    public string? GatewayAccountId { get; set; }

    /// <summary>How long a refresh token is good for after it was issued. Default 30 days, as the guide says; each refresh brings a new one.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Whether profiles, selection, new, refreshed and ended game sessions share one limit of 20 calls an hour for an account. Default false: 20 for each, as documented. A
    /// gateway of which one limiter serves all five wants true.
    /// </summary>
    public bool SharedHourlyLimit { get; set; }

    /// <summary>
    /// Whether all calls share one budget, the scope <c>hytale/egress</c> of the pacer, in place of the documented limits: for a program that serves many accounts from one address, such as a gateway, which
    /// keeps the documented limits towards its own callers. The budget is 600 requests a minute for each process, until the application replaces that rule. Default false.
    /// </summary>
    public bool EgressBudget { get; set; }

    /// <summary>How many refreshes of game sessions an account has in an hour. Default 20, as documented; it says how many sessions can be kept alive. Where it is another number, replace the pace rules too.</summary>
    public int SessionRefreshesPerHour { get; set; } = 20;

    /// <summary>Whether more game sessions may be made than can be kept alive under the limits. Default false: one more is refused before anything is sent.</summary>
    public bool AllowSessionsBeyondBudget { get; set; }

    /// <summary>The rhythm of the polls for an approval. Default <see cref="HytalePolling.Spread"/>.</summary>
    public HytalePolling Polling { get; set; }

    /// <summary>
    /// Each session costs a refresh every 54 minutes. Where one limit serves the other calls too, a session may cost two of them in an hour, and two are left for profiles and the like.
    /// </summary>
    internal int SustainableSessions => Math.Max(1, SharedHourlyLimit ? (SessionRefreshesPerHour - 2) / 2 : SessionRefreshesPerHour * 54 / 60);

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints => HytaleDefaults.Endpoints;

    /// <inheritdoc/>
    protected override IEnumerable<string> EndpointNames => [.. HytaleDefaults.Endpoints.Keys, HytaleEndpoint.Gateway];

    /// <inheritdoc/>
    protected override Uri Issuer => EndpointOf(Dialect is HytaleDialect.Gateway ? HytaleEndpoint.Gateway : HytaleEndpoint.OAuth);
}

/// <summary>Whom a registration speaks to, and how.</summary>
public enum HytaleDialect
{
    /// <summary>Hytale's own services, as its guide for server providers documents them.</summary>
    Direct,

    /// <summary>A gateway of somebody's own in front of them, with eight endpoints under <c>/api/v1/hytale/oauth</c>; its address is <c>Endpoints:gateway</c>.</summary>
    Gateway,
}

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
