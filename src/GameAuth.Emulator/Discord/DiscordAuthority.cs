using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Discord.Edge;
using GameAuth.Emulator.Discord.Webhooks;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord;

/// <summary>What the emulated Discord knows: applications, users, every token given out, running activities, and who has asked too much.</summary>
internal sealed class DiscordAuthority : AuthorizationServer<EmulatedDiscordUser>
{
    private readonly Dictionary<(string User, string Application), DiscordAuthorization> _authorizations = [];
    private readonly Dictionary<string, Ed25519Signer> _keys = new(StringComparer.Ordinal);

    public DiscordAuthority(EmulatorCore core, DiscordEmulatorOptions options)
        : base(core)
    {
        Options = options;
        Owners = UsersOf(options);
        Applications = ApplicationsOf(options);
        Instances = options.Instances.ToDictionary(instance => instance.InstanceId, StringComparer.Ordinal);
        Limits = new RateLimits(options);
        Bans = new AddressBans(options);
        Webhooks = new WebhookSender(this);
    }

    public DiscordEmulatorOptions Options { get; }

    /// <summary>Discord gives out no device codes, and a refresh token that comes twice is refused by the token endpoint: no record says that it ends anything.</summary>
    public override AuthorizationServerSettings Settings => new(TimeSpan.Zero, false, false);

    public override AuthorizationCodes<EmulatedDiscordUser> Codes { get; } = new(reuseEndsFamily: false);

    public override IReadOnlyList<EmulatedDiscordUser> Owners { get; }

    public IReadOnlyList<EmulatedDiscordApplication> Applications { get; }

    public override SignInPage<EmulatedDiscordUser> Page { get; } = new("Discord", "user", user => (user.Username, null));

    public TokenRegistry<DiscordToken> Tokens { get; } = new();

    public Dictionary<string, EmulatedDiscordInstance> Instances { get; }

    public RateLimits Limits { get; }

    public AddressBans Bans { get; }

    public WebhookSender Webhooks { get; }

    public static IReadOnlyList<EmulatedDiscordUser> UsersOf(DiscordEmulatorOptions options) => options.Users.Count > 0 ? [.. options.Users] : EmulatedDiscordUser.Defaults;

    public static IReadOnlyList<EmulatedDiscordApplication> ApplicationsOf(DiscordEmulatorOptions options) =>
        options.Applications.Count > 0 ? [.. options.Applications] : [EmulatedDiscordApplication.Default];

    public override bool IsCalled(EmulatedDiscordUser owner, string name) => owner.IsCalled(name);

    public EmulatedDiscordApplication? Find(string? applicationId) => Applications.FirstOrDefault(one => one.Id == applicationId);

    /// <summary>The application's key pair, made at its first use. Everybody knows the seed: it says what an emulator says, nothing else.</summary>
    public Ed25519Signer KeyOf(EmulatedDiscordApplication application)
    {
        lock (_keys)
        {
            if (!_keys.TryGetValue(application.Id, out Ed25519Signer? key)) { _keys[application.Id] = key = new Ed25519Signer(SHA256.HashData(Encoding.UTF8.GetBytes("emulated discord application " + application.Id))); }
            return key;
        }
    }

    public string PublicKeyOf(EmulatedDiscordApplication application) => Convert.ToHexStringLower(KeyOf(application).PublicKey);

    public AuthorizationCode<EmulatedDiscordUser> NewActivityCode(EmulatedDiscordUser user, EmulatedDiscordApplication application, string scope, string? challenge)
    {
        DateTimeOffset now = Core.Clock.Now;
        AuthorizationCode<EmulatedDiscordUser> code = new(OAuthHost.CodeKind)
        {
            Value = DiscordText.NewToken(), IssuedAt = now, NotAfter = now + Options.Lifetimes.AuthorizationCode,
            Family = new TokenFamily<EmulatedDiscordUser>(user, application.Id, scope), RedirectUri = OAuthHost.NoRedirect, Challenge = challenge,
        };
        Codes.Add(code);
        return code;
    }

    public override void Mint(Exchange exchange, TokenFamily<EmulatedDiscordUser> family)
    {
        Mint(family, exchange.Now);
        exchange.MentionIssued(family.AccessToken!);
        exchange.MentionIssued(family.RefreshToken!);
    }

    /// <summary>A code may be answered with the access token that is there; a refresh gives a new one, and the one before lives to its end.</summary>
    public void Mint(TokenFamily<EmulatedDiscordUser> family, DateTimeOffset now)
    {
        DiscordAuthorization authorization = AuthorizationOf(family.Owner, family.ClientId);
        bool isFirst = family.AccessToken is null;
        if (isFirst) { authorization.Add(family); }
        DiscordToken access = (isFirst && Options.RepeatAccessTokens ? Tokens.Find(authorization.LiveAccess(family.Scope, now)?.Value) : null) ?? NewToken(DiscordTokenKind.Access, family, now, Options.Lifetimes.Access);
        authorization.Remember(access);
        family.AccessToken = access;
        family.RefreshToken = NewToken(DiscordTokenKind.Refresh, family, now, Options.Lifetimes.Refresh);
    }

    /// <summary>Ends what a user has allowed an application, and tells the application (reference: on unlink and on revocation).</summary>
    /// <returns>Whether there was something to end.</returns>
    public bool Deauthorize(EmulatedDiscordUser user, EmulatedDiscordApplication application)
    {
        if (!AuthorizationOf(user, application.Id).End()) { return false; }
        Webhooks.Send(application, WebhookBody.Deauthorized(application, user, Core.Clock.Now));
        return true;
    }

    private DiscordAuthorization AuthorizationOf(EmulatedDiscordUser user, string applicationId)
    {
        (string, string) key = (user.Id, applicationId);
        if (!_authorizations.TryGetValue(key, out DiscordAuthorization? authorization)) { _authorizations[key] = authorization = new DiscordAuthorization(); }
        return authorization;
    }

    private DiscordToken NewToken(DiscordTokenKind kind, TokenFamily<EmulatedDiscordUser> family, DateTimeOffset now, TimeSpan life)
    {
        DiscordToken token = new() { Kind = kind, Value = DiscordText.NewToken(), IssuedAt = now, NotAfter = now + life, Family = family };
        Tokens.Add(token);
        return token;
    }
}
