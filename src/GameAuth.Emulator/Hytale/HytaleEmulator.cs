using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale;
using GameAuth.Emulator.Hytale.Keys;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator;

/// <summary>What a test may do to the Hytale hosts and the gateway while they run. Thread safe.</summary>
public sealed class HytaleEmulator
{
    private readonly HytaleAuthority? _authority;
    private readonly EmulatorCore _core;

    internal HytaleEmulator(HytaleAuthority? authority, EmulatorCore core)
    {
        _authority = authority;
        _core = core;
    }

    /// <summary>The accounts that can sign in.</summary>
    public IReadOnlyList<EmulatedHytaleAccount> Accounts => Authority.Owners;

    /// <summary>How long tokens live; a change applies to tokens issued from then on.</summary>
    public HytaleLifetimes Lifetimes => Authority.Options.Lifetimes;

    /// <summary>The user codes that wait for a decision, the gateway's included.</summary>
    public IReadOnlyList<string> PendingUserCodes => _core.Locked(() => Authority.Devices.PendingUserCodes(_core.Clock.Now));

    /// <summary>The open game sessions of all accounts, oldest first.</summary>
    public IReadOnlyList<EmulatedHytaleSession> Sessions => _core.Locked<IReadOnlyList<EmulatedHytaleSession>>(() => [.. Authority.Sessions.Open(_core.Clock.Now).Select(Shown)]);

    private HytaleAuthority Authority => _authority ?? throw new EmulatorException("This emulator does not serve Hytale: add 'hytale' to EmulatorOptions.Providers.");

    /// <summary>Ends the validity of every token of a kind that was given out so far, as if its time were over. A JWT's own <c>exp</c> stays as it is.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were still valid.</returns>
    public int ExpireNow(HytaleTokenKind kind) => _core.Locked(() => Authority.Tokens.ExpireWhere(token => token.Kind == kind, _core.Clock.Now));

    /// <summary>Forgets every token of a kind, so that the services call it invalid instead of expired.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were forgotten.</returns>
    public int ForgetNow(HytaleTokenKind kind) => _core.Locked(() => Authority.Tokens.RemoveWhere(token => token.Kind == kind));

    /// <summary>Forgets what was counted against quotas, as if a day had passed.</summary>
    public void ClearLimits() => _core.Locked(Authority.Limits.Clear);

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
        EmulatedHytaleAccount? who = account is null ? null : Authority.OwnerCalled(account)
            ?? throw new EmulatorException($"The emulator has no Hytale account '{account}'. Add it to HytaleEmulatorOptions.Accounts.");
        _core.Locked(() => Authority.Devices.Decide(userCode, decision, who, _core.Clock.Now));
    }

    /// <summary>The <c>kid</c> of the key that signs session, identity and server access tokens now.</summary>
    public string SigningKeyId => _core.Locked(() => Authority.Keys.Current.Kid);

    /// <summary>What is wrong with the published key set, from now on. Default: nothing.</summary>
    public HytaleJwksTrick JwksTrick
    {
        get => _core.Locked(() => Authority.JwksTrick);
        set => _core.Locked(() => Authority.JwksTrick = value);
    }

    /// <summary>Publishes a key that does not sign yet; the next <see cref="RotateKeys"/> takes it. Once announced it stays the same until then.</summary>
    /// <returns>Its <c>kid</c>.</returns>
    public string AnnounceKey() => _core.Locked(() => Authority.Keys.Announce().Kid);

    /// <summary>Signs with a new key from now on: the announced one, or one that is published this moment.</summary>
    /// <param name="keepOld">Whether the keys before stay published, so that tokens of theirs can still be verified.</param>
    /// <returns>The new <c>kid</c>.</returns>
    public string RotateKeys(bool keepOld = true) => _core.Locked(() => Authority.Keys.Rotate(keepOld).Kid);

    /// <summary>
    /// Makes a token to order, good or hostile, so that a validator meets tokens of a hand that is not its own. A genuine identity token that is not over yet is
    /// taken by <c>auth-grant</c>; others are known to no host.
    /// </summary>
    /// <param name="request">What it says and how it is signed; a good identity token of a player when null.</param>
    /// <returns>The compact serialization.</returns>
    /// <exception cref="EmulatorException">There is no such profile, or the kind is none of the sessions host's.</exception>
    public string IssueToken(HytaleTokenRequest? request = null)
    {
        request ??= new HytaleTokenRequest();
        if (request.Kind is HytaleTokenKind.Access or HytaleTokenKind.Refresh or HytaleTokenKind.Grant)
        {
            throw new EmulatorException($"IssueToken makes session, identity and server access tokens, no {request.Kind}. Sign in for that one.");
        }

        string name = request.Profile ?? Authority.Owners.SelectMany(one => one.Profiles).FirstOrDefault()?.Uuid ?? "";
        EmulatedHytaleAccount account = Authority.Owners.FirstOrDefault(one => one.Profiles.Any(profile => profile.IsCalled(name)))
            ?? throw new EmulatorException($"The emulator has no Hytale profile '{name}'. Add it to an account of HytaleEmulatorOptions.Accounts.");
        EmulatedHytaleProfile profile = account.Profiles.First(one => one.IsCalled(name));
        lock (_core.State)
        {
            string token = TokenForge.Make(Authority.Options, Authority.Keys.Current, request, profile, _core.Clock.Now);
            if (request is { Kind: HytaleTokenKind.Identity, Signature: HytaleSignature.Genuine, Claims: null, Header: null })
            {
                Authority.Tokens.Add(new HytaleToken
                {
                    Kind = HytaleTokenKind.Identity, Value = token, Account = account, Profile = profile,
                    IssuedAt = _core.Clock.Now, NotAfter = _core.Clock.Now + (request.ExpiresIn ?? Authority.Options.Lifetimes.Session),
                });
            }

            return token;
        }
    }
}
