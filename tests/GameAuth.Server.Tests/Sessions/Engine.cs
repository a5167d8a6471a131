using System.Net;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Server.Tests.Sessions;

/// <summary>The engine over a store, without HTTP: what a host puts together, with a clock that the test moves.</summary>
internal sealed class Engine
{
    public static readonly RequestSource Browser = new() { Address = IPAddress.Parse("203.0.113.7"), UserAgent = "browser" };
    public static readonly RequestSource Elsewhere = new() { Address = IPAddress.Parse("198.51.100.9"), UserAgent = "browser" };

    private static readonly SessionKeys SharedKeys = KeysOf("engine");

    public Engine(ISessionStore? store = null, SessionKeys? keys = null, FakeClock? clock = null, GameAuthServerOptions? options = null)
    {
        Clock = clock ?? new FakeClock();
        Store = store ?? new MemorySessionStore(Clock);
        Keys = keys ?? SharedKeys;
        Options = options ?? new GameAuthServerOptions();
        SessionEvents events = new(new AuthEvents([Sink], NullLogger<AuthEvents>.Instance), Clock, Hashes);
        Directory = new SessionDirectory(Store, events, Options, new AuditRows(Hashes));
        SessionServiceParts parts = new(Store, Keys, Issuer, Directory, events, name => Profiles.GetValueOrDefault(name), Options);
        Service = new SessionService(parts);
        Exchange = new SessionExchange(parts);
    }

    /// <summary>Hashes for events and rows of the audit that no test reads.</summary>
    public static AuditHashes Hashes { get; } = MakeHashes();

    public FakeClock Clock { get; }

    public ISessionStore Store { get; }

    public SessionKeys Keys { get; }

    public GameAuthServerOptions Options { get; }

    public Dictionary<string, SessionProfile> Profiles { get; } = new(StringComparer.Ordinal) { ["web"] = new SessionProfile() };

    public RecordingSink Sink { get; } = new();

    public FakeIssuer Issuer { get; } = new();

    public SessionDirectory Directory { get; }

    public SessionService Service { get; }

    public SessionExchange Exchange { get; }

    /// <summary>The alerts so far.</summary>
    public IReadOnlyList<string> Alerts => [.. Sink.Events.OfType<SessionEvent>().Where(happened => happened.IsAlert).Select(happened => happened.Name)];

    /// <summary>The keys of a host with these master keys, the newest first.</summary>
    public static SessionKeys KeysOf(params string[] masters) => new(HostOf(masters).GetRequiredService<KeyDerivation>());

    private static ServiceProvider HostOf(params string[] masters)
    {
        ServiceCollection services = new();
        GameAuthBuilder builder = services.AddGameAuth(options => options.ApplicationName = "engine-tests").UseMemoryStore();
        foreach (string master in masters)
        {
            builder.UseKey(SHA256.HashData(Encoding.UTF8.GetBytes(master)));
        }

        return services.BuildServiceProvider();
    }

    private static AuditHashes MakeHashes()
    {
        ServiceProvider host = HostOf("hashes");
        DerivedKeys keys = new(host.GetRequiredService<KeyDerivation>(), "session server: audit");
        keys.LoadAsync(default).AsTask().GetAwaiter().GetResult();
        return new AuditHashes(keys, new AuditPeppers(host.GetRequiredService<ApplicationRecords>(), TimeProvider.System));
    }

    public static byte[] Thumbprint(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public static RequestSource With(string key) => Browser with { KeyThumbprint = Thumbprint(key) };

    public static ExchangeRequest Request(string nonce, string body = "{}", RequestSource? source = null, string provider = "toy") =>
        new() { Provider = provider, Profile = "web", Nonce = nonce, Body = Encoding.UTF8.GetBytes(body), Source = source ?? Browser };

    public static VerifiedPlayer Player(string subject = "player") => new(subject, new VerifiedIdentity
    {
        ProviderSubject = subject,
        Claims = new Dictionary<string, string> { ["discord_id"] = subject },
        Answer = new Dictionary<string, string> { ["provider_token"] = "canary-of-the-provider" },
    });

    /// <summary>Signs a player in: a session of generation 0.</summary>
    public async Task<SessionTokens> SignInAsync(string nonce = "nonce-of-the-sign-in", RequestSource? source = null, string subject = "player")
    {
        SessionAnswer answer = await Exchange.ExchangeAsync(Request(nonce, source: source), _ => new(Player(subject)), default);
        return answer.Tokens ?? throw new InvalidOperationException($"The sign-in got {answer.Error}.");
    }

    public async Task<SessionAnswer> RefreshAsync(string token, RequestSource? source = null) => await Service.RefreshAsync(token, source ?? Browser, default);

    /// <summary>Refreshes and expects tokens.</summary>
    public async Task<SessionTokens> NextAsync(string token, RequestSource? source = null)
    {
        SessionAnswer answer = await RefreshAsync(token, source);
        return answer.Tokens ?? throw new InvalidOperationException($"The refresh got {answer.Error}.");
    }

    public async Task<SessionFamily> FamilyAsync(SessionTokens tokens) =>
        (await Store.FindFamilyAsync(tokens.Family.Id, default)).Family ?? throw new InvalidOperationException("The family is gone.");

    public async Task AssertRefusedAsync(AuthError error, string token, RequestSource? source = null)
    {
        SessionAnswer answer = await RefreshAsync(token, source);
        Assert.Null(answer.Tokens);
        Assert.Equal(error, answer.Error);
    }
}

/// <summary>Issues tokens that are no JWTs, and remembers them.</summary>
internal sealed class FakeIssuer : IAccessTokenIssuer
{
    private readonly Lock _gate = new();
    private readonly List<IssuedToken> _issued = [];

    /// <summary>Thrown in place of a token.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<IssuedToken> Issued
    {
        get
        {
            lock (_gate)
            {
                return [.. _issued];
            }
        }
    }

    public ValueTask<AccessToken> IssueAsync(SessionFamily family, int generation, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        lock (_gate)
        {
            AccessToken token = new($"access-{_issued.Count}", $"jti-{_issued.Count}", TimeSpan.FromMinutes(15));
            _issued.Add(new IssuedToken(token, family.Id, generation, issuedAt));
            return new(token);
        }
    }
}

internal sealed record IssuedToken(AccessToken Token, FamilyId Family, int Generation, DateTimeOffset IssuedAt);
