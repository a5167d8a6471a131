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
    protected override Uri Issuer => EndpointOf(Dialect is HytaleDialect.Gateway ? HytaleEndpoint.Gateway : HytaleEndpoint.OAuth);
}
