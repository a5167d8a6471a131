using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.Sessions;

/// <summary>The game sessions of all accounts. Not thread safe: the emulator serializes access.</summary>
internal sealed class GameSessions(HytaleAuthority authority)
{
    private readonly List<GameSession> _sessions = [];

    public IEnumerable<GameSession> Open(DateTimeOffset now) => _sessions.Where(session => session.IsOpen(now));

    public bool IsAtLimit(EmulatedHytaleAccount account, DateTimeOffset now) =>
        !account.HasUnlimitedSessions && Open(now).Count(session => session.Account == account) >= authority.Options.SessionLimit;

    public GameSession Begin(Exchange exchange, EmulatedHytaleAccount account, EmulatedHytaleProfile profile)
    {
        GameSession session = new(account, profile, exchange.Now);
        _sessions.Add(session);
        Renew(exchange, session);
        return session;
    }

    /// <summary>New tokens for a session; the session token before is no good any more.</summary>
    public void Renew(Exchange exchange, GameSession session)
    {
        if (session.Token is not null) { session.Refreshes++; }
        session.Token = Issue(exchange, session, HytaleTokenKind.Session);
        session.Identity = Issue(exchange, session, HytaleTokenKind.Identity);
    }

    /// <summary>An open session of an account, by its id.</summary>
    public GameSession? Find(string? id, EmulatedHytaleAccount account, DateTimeOffset now) =>
        Open(now).FirstOrDefault(session => session.Id == id && session.Account == account);

    /// <summary>The newest open session of a profile.</summary>
    public GameSession? Latest(EmulatedHytaleProfile profile, DateTimeOffset now) => Open(now).LastOrDefault(session => session.Profile == profile);

    private HytaleToken Issue(Exchange exchange, GameSession session, HytaleTokenKind kind)
    {
        JsonObject claims = SessionTokens.Of(authority.Options, kind, session, exchange.Now, exchange.Now + authority.Options.Lifetimes.Session);
        return authority.Issue(exchange, kind, SessionTokens.Sign(authority.Keys.Current, claims), session.Account, session.Profile, session: session);
    }
}

/// <summary>One game session. It lives as long as its newest session token.</summary>
internal sealed class GameSession(EmulatedHytaleAccount account, EmulatedHytaleProfile profile, DateTimeOffset createdAt)
{
    public string Id { get; } = RandomId.Uuid();

    public EmulatedHytaleAccount Account => account;

    public EmulatedHytaleProfile Profile => profile;

    public DateTimeOffset CreatedAt => createdAt;

    public HytaleToken? Token { get; set; }

    public HytaleToken? Identity { get; set; }

    public int Refreshes { get; set; }

    public bool IsEnded { get; set; }

    public DateTimeOffset ExpiresAt => Token?.NotAfter ?? createdAt;

    public bool IsOpen(DateTimeOffset now) => !IsEnded && now < ExpiresAt;
}
