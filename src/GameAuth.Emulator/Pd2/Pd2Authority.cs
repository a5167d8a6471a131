using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Pd2.Feathers;
using GameAuth.Emulator.Pd2.Services;
using GameAuth.Emulator.Pd2.Socket;

namespace GameAuth.Emulator.Pd2;

/// <summary>What the hosts of Project Diablo 2 know together: who may sign in, every token given out, the services, and the open sockets.</summary>
internal sealed class Pd2Authority : AuthorizationServer<EmulatedPd2Player>
{
    /// <summary>No key set of the service is known, so nobody can tell whose key it is: all emulators of a process share one, which is slow to make.</summary>
    private static readonly OAuthKey IdKey = new();

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public Pd2Authority(EmulatorCore core, Pd2EmulatorOptions options)
        : base(core)
    {
        Options = options;
        Owners = PlayersOf(options);
        Hub = new Pd2Hub(this);
        Watch = new Pd2TokenWatch(Tokens);
        Services = new Pd2Services(this);
    }

    public Pd2EmulatorOptions Options { get; }

    public override AuthorizationServerSettings Settings => new(TimeSpan.Zero, false, Options is { RotateRefreshTokens: true, DetectRefreshTokenReuse: true });

    public override IReadOnlyList<EmulatedPd2Player> Owners { get; }

    public override SignInPage<EmulatedPd2Player> Page { get; } = new("Project Diablo 2", "player", player => (player.Username, null));

    public TokenRegistry<Pd2Token> Tokens { get; } = new();

    public Pd2TokenWatch Watch { get; }

    public Pd2Hub Hub { get; }

    public Pd2Services Services { get; }

    public bool IsFeathers4 => Options.Generation is Pd2Generation.Feathers4;

    public static IReadOnlyList<EmulatedPd2Player> PlayersOf(Pd2EmulatorOptions options) =>
        options.Players.Count > 0 ? [.. options.Players] : EmulatedPd2Player.Defaults;

    public override bool IsCalled(EmulatedPd2Player owner, string name) => owner.IsCalled(name);

    public EmulatedPd2Player? Find(string? id) => Owners.FirstOrDefault(player => player.Id == id);

    /// <summary>A website token: a JWT with HS256, whose key nobody else has.</summary>
    public Pd2Token IssueWebsite(EmulatedPd2Player player, DateTimeOffset now)
    {
        DateTimeOffset end = now + Options.Lifetimes.Website;
        JsonObject claims = Claims(player, now, end);
        claims["aud"] = "https://projectdiablo2.com";
        claims["jti"] = RandomId.Uuid();
        Pd2Token token = new()
        {
            Kind = Pd2TokenKind.Website, Player = player, IssuedAt = now, NotAfter = end,
            Value = Jwt.Write(new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT" }, claims, input => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(input))),
        };
        Tokens.Add(token);
        return token;
    }

    public override void Mint(Exchange exchange, TokenFamily<EmulatedPd2Player> family)
    {
        family.AccessToken = Tokens.Issue(exchange, NewOpaque(Pd2TokenKind.Access, family, exchange.Now, Options.Lifetimes.Access));
        if (family.RefreshToken is not null && !Options.RotateRefreshTokens) { return; }
        family.RefreshToken = Tokens.Issue(exchange, NewOpaque(Pd2TokenKind.Refresh, family, exchange.Now, Options.Lifetimes.Refresh));
    }

    public static string NewIdToken(Exchange exchange, TokenFamily<EmulatedPd2Player> family)
    {
        JsonObject claims = Claims(family.Owner, exchange.Now, family.AccessToken!.NotAfter);
        claims["aud"] = family.ClientId;
        claims["name"] = family.Owner.Username;
        return IdKey.Sign(claims);
    }

    /// <summary>Whose token it is, or what the service says to it: as <c>jsonwebtoken</c> does.</summary>
    public (Pd2Token? Token, FeathersError? Error) Check(string value, DateTimeOffset now, Func<Pd2Token, bool> fits)
    {
        if (Tokens.Find(value) is not { } token || !fits(token))
        {
            string problem = value.Split('.').Length == 3 ? "invalid signature" : "jwt malformed";
            return (null, FeathersError.NoLogin(problem, new JsonObject { ["name"] = "JsonWebTokenError", ["message"] = problem }));
        }

        return token.IsGood(now)
            ? (token, null)
            : (null, FeathersError.NoLogin("jwt expired", new JsonObject { ["name"] = "TokenExpiredError", ["message"] = "jwt expired", ["expiredAt"] = Pd2Text.Time(token.NotAfter) }));
    }

    /// <summary>The token of an <c>Authorization</c> header; null without one.</summary>
    public (Pd2Token? Token, FeathersError? Error)? Bearer(Exchange exchange, Func<Pd2Token, bool> fits)
    {
        string header = exchange.Headers.Authorization.ToString();
        if (header.Length == 0) { return null; }
        (Pd2Token? Token, FeathersError? Error) found = Check(header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "", exchange.Now, fits);
        if (found.Token is { } token) { exchange.MentionSpent(token); }
        return found;
    }

    private static Pd2Token NewOpaque(Pd2TokenKind kind, TokenFamily<EmulatedPd2Player> family, DateTimeOffset now, TimeSpan life) => new()
    {
        Kind = kind, Player = family.Owner, Family = family, Value = Pd2Text.NewToken(), IssuedAt = now, NotAfter = now + life,
    };

    private static JsonObject Claims(EmulatedPd2Player player, DateTimeOffset now, DateTimeOffset end) => new()
    {
        ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = end.ToUnixTimeSeconds(), ["iss"] = "https://api.projectdiablo2.com", ["sub"] = player.Id, ["emulated"] = true,
    };
}
