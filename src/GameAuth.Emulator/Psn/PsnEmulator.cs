using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn;
using GameAuth.Emulator.Psn.Ids;
using GameAuth.Emulator.Psn.Party;
using GameAuth.Emulator.Psn.Push;

namespace GameAuth.Emulator;

/// <summary>What a test may do to the PlayStation Network hosts while they run. Thread safe.</summary>
public sealed class PsnEmulator
{
    private readonly PsnAuthority? _authority;
    private readonly EmulatorCore _core;

    internal PsnEmulator(PsnAuthority? authority, EmulatorCore core)
    {
        _authority = authority;
        _core = core;
    }

    /// <summary>The people who can sign in, as they are now.</summary>
    public IReadOnlyList<EmulatedPsnPlayer> Players => _core.Locked<IReadOnlyList<EmulatedPsnPlayer>>(() => [.. Authority.People]);

    /// <summary>How long codes, tokens and browser sessions live; a change applies to those given out from then on.</summary>
    public PsnLifetimes Lifetimes => Authority.Options.Lifetimes;

    /// <summary>
    /// The requests that carried a <c>cid</c> or an <c>x-psn-request-id</c> which an earlier one had, as step and name of the header. They count
    /// also where a fault kept the earlier one from its answer.
    /// </summary>
    public IReadOnlyList<string> RepeatedIds => _core.Locked<IReadOnlyList<string>>(() => [.. Authority.Ids.Repeated]);

    /// <summary>
    /// What clients did in an order or at a time that the service's own application never has, as step and reason: a step of voice before its join, an id after its end, a list too soon. Most of it
    /// was refused too.
    /// </summary>
    public IReadOnlyList<string> OrderProblems => _core.Locked<IReadOnlyList<string>>(() => [.. Authority.Order.Problems]);

    /// <summary>
    /// What is wrong with the ids of all requests in the log: a request id or <c>cid</c> that came twice, a trace or span that is not 16 hexadecimal digits, a span outside its
    /// operation (the attempts of one request until it is answered, or the steps of a party and its voice), a trace outside its account or its run, more traces of an account than clients.
    /// </summary>
    /// <param name="clients">How many clients of one account run at once. Default: 1.</param>
    /// <returns>One line a problem; none when all is well.</returns>
    public IReadOnlyList<string> IdProblems(int clients = 1) => PsnIdCheck.ProblemsIn(_core.Log.Events, clients);

    /// <summary>Tells that the clients under test were started again: a trace or span from before must not come any more.</summary>
    public void NoteRestart() => _core.Locked(() => _core.Log.Add(new EmulatorEvent
    {
        Sequence = _core.Log.NextSequence(), Time = _core.Clock.Now, Host = "", Step = PsnSteps.Restart, Method = "MARK", Path = "",
    }));

    /// <summary>The parties as they are now.</summary>
    public IReadOnlyList<EmulatedPsnParty> Parties => _core.Locked<IReadOnlyList<EmulatedPsnParty>>(() => [.. Authority.Parties.All.Select(party => new EmulatedPsnParty
    {
        SessionId = party.Id, Name = party.Name, MaxMembers = party.MaxMembers, IsForFriends = party.Joinable != PsnParty.InviteOnly,
        Members = [.. party.Members.Select(member => NameOf(member.AccountId))], Invited = [.. party.Invited.Keys.Select(NameOf)],
    })]);

    /// <summary>The voice bridges that were not deleted.</summary>
    public IReadOnlyList<EmulatedPsnBridge> Bridges => _core.Locked<IReadOnlyList<EmulatedPsnBridge>>(() => [.. Authority.Voice.All.Select(bridge => new EmulatedPsnBridge(
        bridge.Id, NameOf(bridge.AccountId), bridge.SessionId, bridge.IsKnown, [.. bridge.Peers.Select(peer => new EmulatedPsnPeer(peer.Id, peer.IsAnswered, peer.IsKnown))]))]);

    /// <summary>How many push connections are open. A client that has its handshake answered is counted.</summary>
    public int PushConnections => _core.Locked(() => Authority.Push.Connections.Count);

    /// <summary>Players make a party, without a request.</summary>
    /// <param name="party">The party.</param>
    /// <returns>Its session id.</returns>
    /// <exception cref="EmulatorException">The party makes no sense, or names somebody whom nobody knows.</exception>
    public string CreateParty(EmulatedPsnParty party)
    {
        ArgumentNullException.ThrowIfNull(party);
        return _core.Locked(() => EmulatedPsnParty.ProblemOf(party, [.. Authority.People]) is { } problem
            ? throw new EmulatorException($"The party makes no sense: {problem}.")
            : Authority.Parties.Create(party).Id);
    }

    /// <summary>The owner of a party invites a player. Who is in it already is not invited.</summary>
    /// <param name="sessionId">The party.</param>
    /// <param name="onlineId">Who is invited; case does not matter.</param>
    /// <exception cref="EmulatorException">There is no such party or player.</exception>
    public void Invite(string sessionId, string onlineId) =>
        InParty(sessionId, onlineId, (party, accountId) => Authority.Parties.Invite(party, party.Members[0].AccountId, accountId));

    /// <summary>A player comes into a party, invited or not. Who is there stays.</summary>
    /// <param name="sessionId">The party.</param>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <exception cref="EmulatorException">There is no such party or player.</exception>
    public void Join(string sessionId, string onlineId) => InParty(sessionId, onlineId, (party, accountId) =>
    {
        if (party.Find(accountId) is null) { Authority.Parties.Join(party, new PsnPartyMember(accountId, "") { IsReady = true }); }
    });

    /// <summary>A player goes, or is sent away: also one whose client is under test. The last one's party is over.</summary>
    /// <param name="sessionId">The party.</param>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <exception cref="EmulatorException">There is no such party or player.</exception>
    public void Leave(string sessionId, string onlineId) => InParty(sessionId, onlineId, (party, accountId) =>
    {
        if (party.Find(accountId) is { } member) { Authority.Parties.Leave(party, member); }
    });

    /// <summary>A member names the party.</summary>
    /// <param name="sessionId">The party.</param>
    /// <param name="name">The name from now on.</param>
    /// <exception cref="EmulatorException">There is no such party.</exception>
    public void Rename(string sessionId, string name) => _core.Locked(() => Authority.Parties.Rename(PartyOf(sessionId), name));

    /// <summary>Sends an event to a player's push connections: any, also one that no documentation names. Who hears of a <c>sessionId</c> may join that party.</summary>
    /// <param name="onlineId">To whom; case does not matter.</param>
    /// <param name="dataType">The event's name.</param>
    /// <param name="data">What it says.</param>
    /// <returns>How many connections were told.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public int SendPush(string onlineId, string dataType, JsonObject data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return _core.Locked(() => Authority.Push.Tell([Named(onlineId).AccountId], dataType, data));
    }

    /// <summary>Ends every push connection without a close frame, as a failing network does.</summary>
    /// <returns>How many there were.</returns>
    public int DropPushConnections() => ForEachPush(connection => connection.Drop());

    /// <summary>Ends every push connection with a close frame.</summary>
    /// <param name="status">Its code. Default: 1001, the server goes away.</param>
    /// <returns>How many there were.</returns>
    public int ClosePushConnections(WebSocketCloseStatus status = WebSocketCloseStatus.EndpointUnavailable) => ForEachPush(connection => connection.Close(status, "a test closes it"));

    /// <summary>Lets the open push connections live, but answers nothing on them any more, pings included.</summary>
    /// <returns>How many there are.</returns>
    public int FreezePushConnections() => ForEachPush(connection => connection.Freeze());

    private int ForEachPush(Action<PushConnection> act)
    {
        lock (_core.State)
        {
            PushConnection[] open = [.. Authority.Push.Connections];
            foreach (PushConnection connection in open) { act(connection); }
            return open.Length;
        }
    }

    private void InParty(string sessionId, string onlineId, Action<PsnParty, string> act) => _core.Locked(() => act(PartyOf(sessionId), Named(onlineId).AccountId));

    private PsnParty PartyOf(string sessionId) => Authority.Parties.Find(sessionId) ?? throw new EmulatorException($"The emulator has no party '{sessionId}' any more.");

    private string NameOf(string accountId) => Authority.Find(accountId)!.OnlineId;

    private PsnAuthority Authority => _authority ?? throw new EmulatorException("This emulator does not serve PSN: add 'psn' to EmulatorOptions.Providers.");

    /// <summary>The npsso of a player's browser session now.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <returns>64 characters.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public string NpssoOf(string onlineId) => _core.Locked(() => Authority.SessionOf(Named(onlineId)).Npsso);

    /// <summary>The player signs in anew in the browser: there is a new npsso, and the one before is over.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <returns>The new npsso.</returns>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public string RenewNpsso(string onlineId) => _core.Locked(() => Authority.Renew(Named(onlineId), _core.Clock.Now));

    /// <summary>The player signs out in the browser: the npsso is over. Tokens live on.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public void EndBrowserSession(string onlineId) => _core.Locked(() => Authority.EndSession(Named(onlineId)));

    /// <summary>The service locks or unlocks an account: while it is locked every grant is answered with code 100.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <param name="isLocked">Whether it is locked from now on.</param>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public void Lock(string onlineId, bool isLocked = true) =>
        _core.Locked(() => Authority.Change(Named(onlineId).AccountId, player => player with { IsLocked = isLocked }));

    /// <summary>A player goes elsewhere.</summary>
    /// <param name="onlineId">Who; case does not matter.</param>
    /// <param name="presence">Where the player is from now on.</param>
    /// <exception cref="EmulatorException">Nobody is called so.</exception>
    public void SetPresence(string onlineId, EmulatedPsnPresence presence)
    {
        ArgumentNullException.ThrowIfNull(presence);
        _core.Locked(() => Authority.Change(Named(onlineId).AccountId, player => player with { Presence = presence }));
    }

    /// <summary>Ends the validity of every token of a kind that was given out so far, as if its time were over. A JWT's own <c>exp</c> stays as it is.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were still valid.</returns>
    public int ExpireNow(PsnTokenKind kind) => _core.Locked(() => Authority.Tokens.ExpireWhere(token => token.Kind == kind, _core.Clock.Now));

    /// <summary>Forgets every token of a kind, so that it was never given out.</summary>
    /// <param name="kind">Which tokens.</param>
    /// <returns>How many were forgotten.</returns>
    public int ForgetNow(PsnTokenKind kind) => _core.Locked(() => Authority.Tokens.RemoveWhere(token => token.Kind == kind));

    /// <summary>Forgets what was counted against rate limits, and when a party list was given.</summary>
    public void ClearLimits() => _core.Locked(() =>
    {
        Authority.Quota.Clear();
        Authority.Parties.ForgetLists();
    });

    private EmulatedPsnPlayer Named(string onlineId) => Authority.People.FirstOrDefault(player => player.IsCalled(onlineId))
        ?? throw new EmulatorException($"The emulator has no PSN player '{onlineId}'. Add the player to PsnEmulatorOptions.Players.");
}
