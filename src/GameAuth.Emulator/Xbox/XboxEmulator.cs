using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox;
using GameAuth.Emulator.Xbox.Api;
using GameAuth.Emulator.Xbox.Realtime;

namespace GameAuth.Emulator;

/// <summary>What a test may do to the Xbox hosts while they run. Thread safe.</summary>
public sealed class XboxEmulator
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
    public IReadOnlyList<string> PendingUserCodes => _core.Locked(() => Authority.Devices.PendingUserCodes(_core.Clock.Now));

    /// <summary>Ends the validity of every token of a kind that was given out so far, as if its time were over.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were still valid.</returns>
    public int ExpireNow(XboxTokenKind kind) => _core.Locked(() => Authority.Tokens.ExpireWhere(token => token.Kind == kind, _core.Clock.Now));

    /// <summary>Forgets every token of a kind, so that the services call it invalid instead of expired.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were forgotten.</returns>
    public int ForgetNow(XboxTokenKind kind) => _core.Locked(() => Authority.Tokens.RemoveWhere(token => token.Kind == kind));

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
        EmulatedPlayer? who = player is null ? null : Authority.OwnerCalled(player)
            ?? throw new EmulatorException($"The emulator has no player '{player}'. Add the player to EmulatorOptions.Players.");
        _core.Locked(() => Authority.Devices.Decide(userCode, decision, who, _core.Clock.Now));
    }

    /// <summary>A player or friend as the services tell of them now, with what happened since the start.</summary>
    /// <param name="gamertag">Who; case does not matter.</param>
    /// <returns>A snapshot.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public EmulatedPlayer PlayerNow(string gamertag) => _core.Locked(() => Actions.Named(gamertag));

    /// <summary>A player achieves something now, by the emulator's clock: the lists, the history and the Gamerscore say so from then on, and who is subscribed over RTA is told.</summary>
    /// <param name="gamertag">Who; case does not matter.</param>
    /// <param name="title">The title's id or service configuration id.</param>
    /// <param name="achievementId">The achievement's id within the title.</param>
    /// <returns>Whether that changed anything; false when it was achieved before.</returns>
    /// <exception cref="EmulatorException">There is no such person, title or achievement.</exception>
    public bool Unlock(string gamertag, string title, string achievementId) =>
        Reach(gamertag, title, achievementId, one => Math.Max(one.Current, one.Target));

    /// <summary>A player comes some way towards an achievement; at its target it is achieved. Who is subscribed over RTA is told.</summary>
    /// <param name="gamertag">Who; case does not matter.</param>
    /// <param name="title">The title's id or service configuration id.</param>
    /// <param name="achievementId">The achievement's id within the title.</param>
    /// <param name="current">How far the player has come now, from 0; what is achieved stays so.</param>
    /// <returns>Whether that changed anything.</returns>
    /// <exception cref="EmulatorException">There is no such person, title or achievement.</exception>
    public bool Progress(string gamertag, string title, string achievementId, int current)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(current);
        return Reach(gamertag, title, achievementId, _ => current);
    }

    /// <summary>A player or friend comes, goes, or starts something else. Who is subscribed over RTA is told.</summary>
    /// <param name="gamertag">Who; case does not matter.</param>
    /// <param name="presence">Where the person is from now on.</param>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public void SetPresence(string gamertag, EmulatedPresence presence)
    {
        ArgumentNullException.ThrowIfNull(presence);
        _core.Locked(() => Authority.Realtime.Moved(Actions.Move(gamertag, presence)));
    }

    private PlayerActions Actions => new(Authority.People, _core.Clock);

    private bool Reach(string gamertag, string title, string achievementId, Func<EmulatedAchievement, int> current)
    {
        lock (_core.State)
        {
            if (Actions.Reach(gamertag, title, achievementId, current) is not { } change) { return false; }
            Authority.Realtime.Achieved(Actions.Named(gamertag), change.Title, change.Achievement);
            return true;
        }
    }

    /// <summary>How many RTA connections are open. A client that has its handshake answered is counted.</summary>
    public int RtaConnections => _core.Locked(() => Authority.Realtime.Connections.Count);

    /// <summary>The addresses that all open RTA connections are subscribed to, in the order of the connections and subscriptions; one may come twice.</summary>
    public IReadOnlyList<string> RtaSubscriptions => _core.Locked<IReadOnlyList<string>>(() =>
        [.. Authority.Realtime.Connections.SelectMany(connection => connection.Subscriptions.Values.Select(resource => resource.Uri))]);

    /// <summary>Ends every RTA connection without a close frame, as a failing network does.</summary>
    /// <returns>How many there were.</returns>
    public int DropRtaConnections() => ForEach(connection => connection.Drop());

    /// <summary>Tells every RTA connection that events may have been lost (<c>[4]</c>).</summary>
    /// <returns>How many there are.</returns>
    public int SendRtaResync() => ForEach(connection => connection.Resync());

    private int ForEach(Action<RtaConnection> act)
    {
        lock (_core.State)
        {
            RtaConnection[] open = [.. Authority.Realtime.Connections];
            foreach (RtaConnection connection in open) { act(connection); }
            return open.Length;
        }
    }
}
