using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Keys;
using GameAuth.Emulator.Hytale.Limits;
using GameAuth.Emulator.Hytale.OAuth;
using GameAuth.Emulator.Hytale.Sessions;
using GameAuth.Emulator.Tokens;

namespace GameAuth.Emulator.Hytale;

/// <summary>What the Hytale hosts and the gateway know together: who may sign in, every token given out, and the keys.</summary>
internal sealed class HytaleAuthority
{
    private readonly List<HytaleFamily> _families = [];

    public HytaleAuthority(EmulatorCore core, HytaleEmulatorOptions options)
    {
        (Core, Options) = (core, options);
        Accounts = AccountsOf(options);
        Limits = new HytaleLimits(this);
        Sessions = new GameSessions(this);
    }

    public EmulatorCore Core { get; }

    public HytaleEmulatorOptions Options { get; }

    public IReadOnlyList<EmulatedHytaleAccount> Accounts { get; }

    public TokenRegistry<HytaleToken> Tokens { get; } = new();

    public HytaleDeviceGrants DeviceGrants { get; } = new();

    public GameSessions Sessions { get; }

    public HytaleLimits Limits { get; }

    public SessionKeys Keys { get; } = new();

    public OAuthKey OAuthKey { get; } = new();

    public HytaleJwksTrick JwksTrick { get; set; }

    public static IReadOnlyList<EmulatedHytaleAccount> AccountsOf(HytaleEmulatorOptions options) =>
        options.Accounts.Count > 0 ? [.. options.Accounts] : [EmulatedHytaleAccount.Default];

    public EmulatedHytaleAccount? AccountCalled(string? name) => name is null ? null : Accounts.FirstOrDefault(account => account.IsCalled(name));

    /// <summary>A script that names a person of another provider means the first account here.</summary>
    public EmulatedHytaleAccount AccountOf(SignInScript script) => AccountCalled(script.Player) ?? Accounts[0];

    /// <summary>The newest sign-in of an account, by its owner's UUID or by the name that a caller of the gateway keeps it under.</summary>
    public HytaleFamily? FamilyOf(string accountId) =>
        _families.LastOrDefault(family => family.CallerAccountId == accountId || family.Account.Owner == accountId);

    /// <summary>Finds a token that a request presents, and notes that it was spent.</summary>
    public HytaleToken? Present(Exchange exchange, HytaleTokenKind kind, string? value)
    {
        if (Tokens.Find(value) is not { } token || token.Kind != kind) return null;
        exchange.MentionSpent(token);
        return token;
    }

    /// <summary>The text after <c>Bearer </c>; null without such a header.</summary>
    public static string? BearerOf(Exchange exchange)
    {
        string header = exchange.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header.Length > 7 ? header[7..] : null;
    }

    /// <summary>Gives a sign-in new tokens; the refresh token before is used up.</summary>
    public void Mint(Exchange exchange, HytaleFamily family)
    {
        if (!_families.Contains(family)) _families.Add(family);
        DateTimeOffset end = exchange.Now + Options.Lifetimes.Access;
        JsonObject claims = new()
        {
            ["iss"] = "https://" + OAuthHost.DnsName,
            ["aud"] = new JsonArray(),
            ["client_id"] = family.ClientId,
            ["sub"] = family.Account.Owner,
            ["scp"] = new JsonArray([.. family.Scopes.Select(scope => JsonValue.Create(scope))]),
            ["iat"] = exchange.Now.ToUnixTimeSeconds(),
            ["nbf"] = exchange.Now.ToUnixTimeSeconds(),
            ["exp"] = end.ToUnixTimeSeconds(),
            ["jti"] = HytaleText.NewUuid(),
        };
        family.Access = Add(exchange, new HytaleToken { Kind = HytaleTokenKind.Access, Value = OAuthKey.Sign(claims), NotAfter = end, Account = family.Account, Family = family });
        family.Refresh = family.HasRefreshToken
            ? Add(exchange, new HytaleToken
            {
                Kind = HytaleTokenKind.Refresh, Value = HytaleText.NewRefreshToken(), NotAfter = exchange.Now + Options.Lifetimes.Refresh,
                Account = family.Account, Family = family,
            })
            : null;
    }

    public HytaleToken Add(Exchange exchange, HytaleToken token)
    {
        Tokens.Add(token);
        exchange.MentionIssued(token);
        return token;
    }
}
