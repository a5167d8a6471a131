using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The calls of the session manager, one method each. None knows what came before: <see cref="PartyOrder"/> does.</summary>
internal sealed class PartyCalls(PsnWrites writes)
{
    private const string Root = "/api/sessionManager/v2/";
    private const string Sessions = Root + "partySessions";

    public async Task<IReadOnlyList<PsnParty>> ListAsync(PsnAccount account, IReadOnlyList<string> invited, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await writes.SendAsync(account, new PsnWrite(PsnStep.PartyList, HttpMethod.Post, Root + "sys/gameBase/parties/bulkGet?limit=11", Operation: 0)
        {
            Body = PsnWrites.Bytes(new PartyListRequest(invited), PsnBodyJson.Text.PartyListRequest),
            IsRead = true,
            IsList = true,
        }, cancellationToken).ConfigureAwait(false);
        PsnAnswer<PartyListAnswer> list = new(answer, answer.ReadJson(PsnServiceJson.Default.PartyListAnswer));
        return list.ReadList(list.Body.Parties, "parties", one => one.Read(account));
    }

    public async Task<string> CreateAsync(PsnAccount account, string name, PsnPartyAccess access, Guid context, ulong operation, CancellationToken cancellationToken)
    {
        (string visibility, string joinable) = access is PsnPartyAccess.Friends ? ("FRIENDS_ONLY", "FRIENDS") : ("INVITE_ONLY", "INVITE_ONLY");
        ProviderResponse answer = await writes.SendAsync(account, new PsnWrite(PsnStep.PartyCreate, HttpMethod.Post, Sessions, operation)
        {
            Body = PsnWrites.Bytes(new CreateRequest([new NewParty(name, visibility, joinable, [NewMember.Of(context)])]), PsnBodyJson.Text.CreateRequest),
            Headers = [("X-PSN-SESSION-MANAGER-SET-PROFANITY-FILTER-LANGUAGE-CODE", writes.Locale)],
        }, cancellationToken).ConfigureAwait(false);
        string? id = answer.TryReadJson(PsnServiceJson.Default.PartyCreatedAnswer, out PartyCreatedAnswer? created) && created.Parties is [{ } first, ..] ? first.SessionId : null;
        return PsnArguments.IsId(id) ? id : throw PsnWrites.NotNamed(answer, "party");
    }

    public Task JoinAsync(PsnAccount account, string party, Guid context, ulong operation, CancellationToken cancellationToken) =>
        SendAsync(account, PsnStep.PartyJoin, HttpMethod.Post, $"{party}/members", PsnWrites.Bytes(new JoinRequest([NewMember.Of(context)]), PsnBodyJson.Text.JoinRequest), operation, cancellationToken);

    public Task EnterAsync(PsnAccount account, string party, ulong operation, CancellationToken cancellationToken) =>
        SendAsync(account, PsnStep.PartyEnter, HttpMethod.Patch, $"{party}/members/me", PsnWrites.Bytes(new MemberPatch(NewMember.Entered), PsnBodyJson.Text.MemberPatch), operation, cancellationToken);

    public Task RenameAsync(PsnAccount account, string party, string name, CancellationToken cancellationToken) =>
        SendAsync(account, PsnStep.PartyRename, HttpMethod.Patch, party, PsnWrites.Bytes(new PartyPatch(name), PsnBodyJson.Text.PartyPatch), operation: 0, cancellationToken);

    public Task InviteAsync(PsnAccount account, string party, IEnumerable<string> players, CancellationToken cancellationToken) =>
        SendAsync(account, PsnStep.PartyInvite, HttpMethod.Post, $"{party}/invitations",
            PsnWrites.Bytes(new InviteRequest([.. players.Select(static id => new Invitee(new InviteeAccount(id)))]), PsnBodyJson.Text.InviteRequest), operation: 0, cancellationToken);

    public Task LinkAsync(PsnAccount account, string party, string bridge, Secret token, ulong operation, CancellationToken cancellationToken) => writes.SendAsync(
        account,
        new PsnWrite(PsnStep.VoiceLink, HttpMethod.Post, $"{Sessions}/{party}/bridges", operation)
        {
            Body = PsnWrites.Bytes(new LinkRequest { Bridges = [new LinkedBridge { BridgeId = bridge, BridgeToken = token.Reveal() }] }, PsnBodyJson.Text.LinkRequest),
            Headers = [("X-PSN-SESSION-MANAGER-IGNORE-CONFLICT", "true")],
        },
        cancellationToken);

    public Task LeaveAsync(PsnAccount account, string party, ulong operation, CancellationToken cancellationToken) =>
        SendAsync(account, PsnStep.PartyLeave, HttpMethod.Delete, $"{party}/members/me", body: null, operation, cancellationToken);

    private Task SendAsync(PsnAccount account, string step, HttpMethod method, string target, byte[]? body, ulong operation, CancellationToken cancellationToken) =>
        writes.SendAsync(account, new PsnWrite(step, method, $"{Sessions}/{target}", operation) { Body = body }, cancellationToken);
}
