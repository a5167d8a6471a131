using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Ids;
using GameAuth.Emulator.Psn.Party;
using GameAuth.Emulator.Psn.Push;
using GameAuth.Emulator.Psn.Voice;

namespace GameAuth.Emulator.Psn;

/// <summary>What the PlayStation Network hosts know together: who may sign in, their browser sessions, every token given out, and which ids came.</summary>
internal sealed class PsnAuthority : AuthorizationServer<EmulatedPsnPlayer>
{
    /// <summary>No key set of the service is known, so nobody can tell whose key it is: all emulators of a process share one, which is slow to make.</summary>
    private static readonly OAuthKey Key = new();

    private readonly Dictionary<string, EmulatedPsnPlayer> _people;
    private readonly Dictionary<string, (string Npsso, DateTimeOffset End)> _sessions;

    public PsnAuthority(EmulatorCore core, PsnEmulatorOptions options)
        : base(core)
    {
        Options = options;
        Owners = PlayersOf(options);
        _people = Owners.ToDictionary(player => player.AccountId, StringComparer.Ordinal);
        DateTimeOffset end = core.Clock.Now + options.Lifetimes.Npsso;
        _sessions = Owners.ToDictionary(player => player.AccountId, player => (player.FirstNpsso, end), StringComparer.Ordinal);
        Ids = new PsnRequestIds(this);
        Order = new PsnOrder();
        Push = new PsnPush(this);
        Parties = new PsnParties(this);
        Voice = new VoiceBridges(this);
        foreach (EmulatedPsnParty party in options.Parties) { Parties.Create(party); }
    }

    public PsnEmulatorOptions Options { get; }

    /// <summary>Where a player who is not signed in is sent.</summary>
    public EmulatedHost SignIn { get; set; } = null!;

    public override AuthorizationServerSettings Settings => new(TimeSpan.Zero, false, Options.DetectRefreshTokenReuse);

    public override IReadOnlyList<EmulatedPsnPlayer> Owners { get; }

    public override SignInPage<EmulatedPsnPlayer> Page { get; } = new("Sony", "player", player => (player.OnlineId, null));

    public TokenRegistry<PsnToken> Tokens { get; } = new();

    public PsnRequestIds Ids { get; }

    /// <summary>What came in an order or at a time that the service's own application never has.</summary>
    public PsnOrder Order { get; }

    public PsnPush Push { get; }

    public PsnParties Parties { get; }

    public VoiceBridges Voice { get; }

    public PsnQuota Quota { get; } = new();

    /// <summary>Everybody as they are now.</summary>
    public IEnumerable<EmulatedPsnPlayer> People => _people.Values;

    public static IReadOnlyList<EmulatedPsnPlayer> PlayersOf(PsnEmulatorOptions options) =>
        options.Players.Count > 0 ? [.. options.Players] : EmulatedPsnPlayer.Defaults;

    public override bool IsCalled(EmulatedPsnPlayer owner, string name) => owner.IsCalled(name);

    public EmulatedPsnPlayer? Find(string accountId) => _people.GetValueOrDefault(accountId);

    /// <summary>The player of a sign-in, as the player is now.</summary>
    public EmulatedPsnPlayer Now(EmulatedPsnPlayer player) => _people[player.AccountId];

    public void Change(string accountId, Func<EmulatedPsnPlayer, EmulatedPsnPlayer> change) => _people[accountId] = change(_people[accountId]);

    /// <summary>Whose browser session an npsso names; null for one that is over or never was.</summary>
    public EmulatedPsnPlayer? PlayerOf(string? npsso, DateTimeOffset now) =>
        _sessions.FirstOrDefault(one => one.Value.Npsso == npsso && one.Value.End > now) is { Key: { } id } ? _people[id] : null;

    public (string Npsso, DateTimeOffset End) SessionOf(EmulatedPsnPlayer player) => _sessions[player.AccountId];

    /// <summary>A new browser session; the one before is over.</summary>
    public string Renew(EmulatedPsnPlayer player, DateTimeOffset now)
    {
        string npsso = PsnText.NewNpsso();
        _sessions[player.AccountId] = (npsso, now + Options.Lifetimes.Npsso);
        return npsso;
    }

    public void EndSession(EmulatedPsnPlayer player) => _sessions[player.AccountId] = (PsnText.NewNpsso(), DateTimeOffset.MinValue);

    public override void Mint(Exchange exchange, TokenFamily<EmulatedPsnPlayer> family)
    {
        family.AccessToken = IssueAccess(exchange, family.ClientId, family.Scope, family);
        bool earnsRefresh = exchange.Step != PsnSteps.Sso || Options.SsoGivesRefreshToken;
        if (!earnsRefresh || (family.RefreshToken is not null && !Options.RotateRefreshTokens)) { return; }
        family.RefreshToken = Tokens.Issue(exchange, new PsnToken
        {
            Kind = PsnTokenKind.Refresh,
            Value = PsnText.NewRefreshToken(),
            IssuedAt = exchange.Now,
            // The end of a sign-in is fixed when it begins.
            NotAfter = family.RefreshToken?.NotAfter ?? exchange.Now + Options.Lifetimes.Refresh,
            Family = family,
        });
    }

    public PsnToken IssueAccess(Exchange exchange, string clientId, string scope, TokenFamily<EmulatedPsnPlayer>? family)
    {
        DateTimeOffset end = exchange.Now + Options.Lifetimes.Access;
        JsonObject claims = Claims(exchange, clientId, end);
        claims["scopes"] = new JsonArray([.. scope.Split(' ').Select(word => JsonValue.Create(word))]);
        claims["grant_type"] = RequestForm.Parse(exchange)?["grant_type"];
        if (family is not null)
        {
            claims["account_id"] = family.Owner.AccountId;
            claims["account_uuid"] = "e3100000-0000-4000-8000-" + family.Owner.AccountId.PadLeft(12, '0')[^12..];
            claims["device_type"] = "EMULATOR";
            claims["legal_country"] = family.Owner.Country;
            claims["locale"] = family.Owner.Language;
        }

        return Tokens.Issue(exchange, new PsnToken
        {
            Kind = PsnTokenKind.Access, Value = Key.Sign(claims), IssuedAt = exchange.Now, NotAfter = end, Family = family,
        });
    }

    public static string NewIdToken(Exchange exchange, TokenFamily<EmulatedPsnPlayer> family)
    {
        JsonObject claims = Claims(exchange, family.ClientId, family.AccessToken!.NotAfter);
        claims["aud"] = family.ClientId;
        claims["sub"] = family.Owner.AccountId;
        return Key.Sign(claims);
    }

    private static JsonObject Claims(Exchange exchange, string clientId, DateTimeOffset end) => new()
    {
        ["iss"] = "auth.account.sony.com",
        ["client_id"] = clientId,
        ["iat"] = exchange.Now.ToUnixTimeSeconds(),
        ["exp"] = end.ToUnixTimeSeconds(),
        ["jti"] = RandomId.Uuid(),
    };
}
