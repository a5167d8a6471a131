using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox;

namespace GameAuth.Emulator;

/// <summary>What a test may do to the Xbox hosts while they run. Thread safe.</summary>
public sealed partial class XboxEmulator
{
    private readonly XboxAuthority? _authority;
    private readonly EmulatorCore _core;

    internal XboxEmulator(XboxAuthority? authority, EmulatorCore core)
    {
        _authority = authority;
        _core = core;
    }

    private XboxAuthority Authority => _authority ?? throw new EmulatorException("This emulator does not serve Xbox: add 'xbox' to EmulatorOptions.Providers.");

    /// <summary>How long tokens live; a change applies to tokens issued from then on.</summary>
    public XboxLifetimes Lifetimes => Authority.Options.Lifetimes;

    /// <summary>
    /// The client ids that title.auth.xboxlive.com turns away (<see cref="XboxEmulatorOptions.SisuOnlyClientIds"/>). Change it
    /// between sign-ins, not during one: the set itself is not thread safe.
    /// </summary>
    public ISet<string> SisuOnlyClientIds => Authority.Options.SisuOnlyClientIds;

    /// <summary>
    /// The client ids that the Minecraft services turn away (<see cref="XboxEmulatorOptions.MinecraftUnapprovedClientIds"/>). Change
    /// it between sign-ins, not during one: the set itself is not thread safe.
    /// </summary>
    public ISet<string> MinecraftUnapprovedClientIds => Authority.Options.MinecraftUnapprovedClientIds;

    /// <summary>
    /// The key that every Bedrock chain of this emulator starts from, new in each run: base64 of the DER SubjectPublicKeyInfo, the
    /// form of <c>x5u</c>. A game server under test must trust it in place of the live one.
    /// </summary>
    public string MinecraftRootKey => Authority.MinecraftKeys.Root.PublicKey;

    /// <summary>The user codes that wait for a decision.</summary>
    public IReadOnlyList<string> PendingUserCodes
    {
        get
        {
            lock (_core.State)
                return [.. Authority.DeviceGrants.Open(_core.Clock.Now).Select(grant => grant.UserCode)];
        }
    }

    /// <summary>Ends the validity of every token of a kind that was given out so far, as if its time were over.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were still valid.</returns>
    public int ExpireNow(XboxTokenKind kind)
    {
        lock (_core.State)
            return Authority.Tokens.ExpireWhere(token => token.Kind == kind, _core.Clock.Now);
    }

    /// <summary>Forgets every token of a kind, so that the services call it invalid instead of expired.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were forgotten.</returns>
    public int ForgetNow(XboxTokenKind kind)
    {
        lock (_core.State)
            return Authority.Tokens.RemoveWhere(token => token.Kind == kind);
    }

    /// <summary>Approves a sign-in, as the person on the page would.</summary>
    /// <param name="userCode">The code that the client showed; case, spaces and dashes do not matter.</param>
    /// <param name="player">The gamertag of who signs in; the scripted player when null.</param>
    /// <exception cref="EmulatorException">No application waits for the code, or there is no such player.</exception>
    public void Approve(string userCode, string? player = null) => Decide(userCode, SignInDecision.Approve, player);

    /// <summary>Declines a sign-in, as the person on the page would.</summary>
    /// <param name="userCode">The code that the client showed; case, spaces and dashes do not matter.</param>
    /// <exception cref="EmulatorException">No application waits for the code.</exception>
    public void Decline(string userCode) => Decide(userCode, SignInDecision.Decline, null);

    private void Decide(string userCode, SignInDecision decision, string? player)
    {
        EmulatedPlayer? who = player is null ? null : _core.PlayerCalled(player)
            ?? throw new EmulatorException($"The emulator has no player '{player}'. Add the player to EmulatorOptions.Players.");
        lock (_core.State)
        {
            if (Authority.DeviceGrants.FindByUserCode(userCode) is not { } grant || !grant.IsOpen(_core.Clock.Now))
                throw new EmulatorException("No application waits for this user code: it is unknown, used, decided or expired.");
            grant.Decide(decision, who);
        }
    }
}
