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
        if (session.Token is not null) session.Refreshes++;
        DateTimeOffset end = exchange.Now + authority.Options.Lifetimes.Session;
        session.Token = Issue(exchange, session, HytaleTokenKind.Session, end);
        session.Identity = Issue(exchange, session, HytaleTokenKind.Identity, end);
    }

    /// <summary>An open session of an account, by its id.</summary>
    public GameSession? Find(string? id, EmulatedHytaleAccount account, DateTimeOffset now) =>
        Open(now).FirstOrDefault(session => session.Id == id && session.Account == account);

    /// <summary>The newest open session of a profile.</summary>
    public GameSession? Latest(EmulatedHytaleProfile profile, DateTimeOffset now) => Open(now).LastOrDefault(session => session.Profile == profile);

    private HytaleToken Issue(Exchange exchange, GameSession session, HytaleTokenKind kind, DateTimeOffset end) =>
        authority.Add(exchange, new HytaleToken
        {
            Kind = kind, NotAfter = end, Account = session.Account, Session = session, Profile = session.Profile,
            Value = SessionTokens.Sign(authority.Keys.Current, SessionClaims.Of(authority.Options, kind, session, exchange.Now, end)),
        });
}
