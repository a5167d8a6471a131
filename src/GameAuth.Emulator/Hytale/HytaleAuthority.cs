using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Keys;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator.Hytale;

/// <summary>What the Hytale hosts and the gateway know together: who may sign in, every token given out, and the keys.</summary>
internal sealed class HytaleAuthority : AuthorizationServer<EmulatedHytaleAccount>
{
    private readonly List<TokenFamily<EmulatedHytaleAccount>> _families = [];

    public HytaleAuthority(EmulatorCore core, HytaleEmulatorOptions options)
        : base(core)
    {
        Options = options;
        Owners = AccountsOf(options);
        Limits = new HytaleLimits(this);
        Sessions = new GameSessions(this);
    }

    public HytaleEmulatorOptions Options { get; }

    public override AuthorizationServerSettings Settings => new(Options.PollInterval, Options.EnforcePollInterval, Options.DetectRefreshTokenReuse);

    public override IReadOnlyList<EmulatedHytaleAccount> Owners { get; }

    public override SignInPage<EmulatedHytaleAccount> Page { get; } =
        new("Hytale", "account", account => (string.Join(", ", account.Profiles.Select(profile => profile.Username)), account.Owner));

    public TokenRegistry<HytaleToken> Tokens { get; } = new();

    public GameSessions Sessions { get; }

    public HytaleLimits Limits { get; }

    public SessionKeys Keys { get; } = new();

    public OAuthKey OAuthKey { get; } = new();

    public HytaleJwksTrick JwksTrick { get; set; }

    public static IReadOnlyList<EmulatedHytaleAccount> AccountsOf(HytaleEmulatorOptions options) =>
        options.Accounts.Count > 0 ? [.. options.Accounts] : [EmulatedHytaleAccount.Default];

    public override bool IsCalled(EmulatedHytaleAccount owner, string name) => owner.IsCalled(name);

    public override string NewDeviceCode() => "ory_dc_EMULATOR" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(48));

    public override string NewUserCode() => HytaleText.NewUserCode();

    /// <summary>The newest sign-in of an account, by its owner's UUID or by the name that a caller of the gateway keeps it under.</summary>
    public TokenFamily<EmulatedHytaleAccount>? FamilyOf(string accountId) =>
        _families.LastOrDefault(family => family.ClientReference == accountId || family.Owner.Owner == accountId);

    /// <summary>Finds a token that a request presents, and notes that it was spent.</summary>
    public HytaleToken? Present(Exchange exchange, HytaleTokenKind kind, string? value) => Tokens.Present(exchange, value, token => token.Kind == kind);

    /// <summary>The text after <c>Bearer </c>; null without such a header.</summary>
    public static string? BearerOf(Exchange exchange)
    {
        string header = exchange.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header.Length > 7 ? header[7..] : null;
    }

    public override void Mint(Exchange exchange, TokenFamily<EmulatedHytaleAccount> family)
    {
        if (!_families.Contains(family)) { _families.Add(family); }
        DateTimeOffset end = exchange.Now + Options.Lifetimes.Access;
        JsonObject claims = new()
        {
            ["iss"] = "https://" + OAuthHost.DnsName,
            ["aud"] = new JsonArray(),
            ["client_id"] = family.ClientId,
            ["sub"] = family.Owner.Owner,
            ["scp"] = new JsonArray([.. family.Scopes.Select(scope => JsonValue.Create(scope))]),
            ["iat"] = exchange.Now.ToUnixTimeSeconds(),
            ["nbf"] = exchange.Now.ToUnixTimeSeconds(),
            ["exp"] = end.ToUnixTimeSeconds(),
            ["jti"] = RandomId.Uuid(),
        };
        family.AccessToken = Issue(exchange, HytaleTokenKind.Access, OAuthKey.Sign(claims), family.Owner, family: family);
        // Hydra gives a refresh token for either word.
        bool isOffline = family.Scopes.Contains("offline") || family.Scopes.Contains("offline_access");
        family.RefreshToken = isOffline ? Issue(exchange, HytaleTokenKind.Refresh, HytaleText.NewRefreshToken(), family.Owner, family: family) : null;
    }

    /// <summary>Gives out a token that lives as long as its kind does.</summary>
    public HytaleToken Issue(
        Exchange exchange,
        HytaleTokenKind kind,
        string value,
        EmulatedHytaleAccount account,
        EmulatedHytaleProfile? profile = null,
        TokenFamily<EmulatedHytaleAccount>? family = null,
        GameSession? session = null,
        string? audience = null) => Tokens.Issue(exchange, new HytaleToken
        {
            Kind = kind,
            Value = value,
            IssuedAt = exchange.Now,
            NotAfter = exchange.Now + Options.Lifetimes.Of(kind),
            Account = account,
            Profile = profile,
            Family = family,
            Session = session,
            Audience = audience,
        });
}
