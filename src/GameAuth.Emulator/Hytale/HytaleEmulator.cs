using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator;

/// <summary>What a test may do to the Hytale hosts and the gateway while they run. Thread safe.</summary>
public sealed partial class HytaleEmulator
{
    private readonly HytaleAuthority? _authority;
    private readonly EmulatorCore _core;

    internal HytaleEmulator(HytaleAuthority? authority, EmulatorCore core)
    {
        _authority = authority;
        _core = core;
    }

    /// <summary>The accounts that can sign in.</summary>
    public IReadOnlyList<EmulatedHytaleAccount> Accounts => Authority.Accounts;

    /// <summary>How long tokens live; a change applies to tokens issued from then on.</summary>
    public HytaleLifetimes Lifetimes => Authority.Options.Lifetimes;

    /// <summary>The user codes that wait for a decision, the gateway's included.</summary>
    public IReadOnlyList<string> PendingUserCodes
    {
        get
        {
            lock (_core.State)
                return [.. Authority.DeviceGrants.Open(_core.Clock.Now).Select(grant => grant.UserCode)];
        }
    }

    /// <summary>The open game sessions of all accounts, oldest first.</summary>
    public IReadOnlyList<EmulatedHytaleSession> Sessions
    {
        get
        {
            lock (_core.State)
                return [.. Authority.Sessions.Open(_core.Clock.Now).Select(Shown)];
        }
    }

    private HytaleAuthority Authority => _authority ?? throw new EmulatorException("This emulator does not serve Hytale: add 'hytale' to EmulatorOptions.Providers.");

    /// <summary>Ends the validity of every token of a kind that was given out so far, as if its time were over. A JWT's own <c>exp</c> stays as it is.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were still valid.</returns>
    public int ExpireNow(HytaleTokenKind kind)
    {
        lock (_core.State)
            return Authority.Tokens.ExpireWhere(token => token.Kind == kind, _core.Clock.Now);
    }

    /// <summary>Forgets every token of a kind, so that the services call it invalid instead of expired.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were forgotten.</returns>
    public int ForgetNow(HytaleTokenKind kind)
    {
        lock (_core.State)
            return Authority.Tokens.RemoveWhere(token => token.Kind == kind);
    }

    /// <summary>Forgets what was counted against quotas, as if a day had passed.</summary>
    public void ClearLimits()
    {
        lock (_core.State)
            Authority.Limits.Clear();
    }

    /// <summary>Approves a sign-in, as the person on the page would.</summary>
    /// <param name="userCode">The code that the client showed; case, spaces and dashes do not matter.</param>
    /// <param name="account">Who signs in: the owner's UUID, or the username or UUID of a profile; the scripted account when null.</param>
    /// <exception cref="EmulatorException">No application waits for the code, or there is no such account.</exception>
    public void Approve(string userCode, string? account = null) => Decide(userCode, SignInDecision.Approve, account);

    /// <summary>Declines a sign-in, as the person on the page would.</summary>
    /// <param name="userCode">The code that the client showed; case, spaces and dashes do not matter.</param>
    /// <exception cref="EmulatorException">No application waits for the code.</exception>
    public void Decline(string userCode) => Decide(userCode, SignInDecision.Decline, null);

    private static EmulatedHytaleSession Shown(GameSession session) =>
        new(session.Id, session.Account.Owner, session.Profile.Uuid, session.CreatedAt, session.ExpiresAt, session.Refreshes);

    private void Decide(string userCode, SignInDecision decision, string? account)
    {
        EmulatedHytaleAccount? who = account is null ? null : Authority.AccountCalled(account)
            ?? throw new EmulatorException($"The emulator has no Hytale account '{account}'. Add it to HytaleEmulatorOptions.Accounts.");
        lock (_core.State)
        {
            if (Authority.DeviceGrants.FindByUserCode(userCode) is not { } grant || !grant.IsOpen(_core.Clock.Now))
                throw new EmulatorException("No application waits for this user code: it is unknown, used, decided or expired.");
            grant.Decide(decision, who);
        }
    }
}
