using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Psn.Tests.Party;

/// <summary>Into a party: by a handle, in two requests, each of them once.</summary>
public class PartyJoinTests
{
    [Fact]
    public async Task Joining_is_two_requests_in_the_documented_shapes_under_one_span()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.JoinAsync(me);
        Assert.Equal(["list", "join", "enter"], world.Steps());
        SentCall join = world.Service.Last("join");
        JsonNode member = JsonNode.Parse(join.Body)!["members"]![0]!;
        Assert.Equal(["accountId", "customData4", "platform", "pushContexts", "voiceChatActivated"], member.AsObject().Select(static one => one.Key));
        Assert.Equal(("me", "me", true), ((string)member["accountId"]!, (string)member["platform"]!, (bool)member["voiceChatActivated"]!));
        Assert.True(Guid.TryParse((string)member["pushContexts"]![0]!["contextId"]!, out _));
        Assert.Equal("""["","","1","0","6.2.0","0","0","0","",""]""", Decode(member["customData4"]!));
        SentCall enter = world.Service.Last("enter");
        Assert.Equal(("PATCH", $"/api/sessionManager/v2/partySessions/{ScriptedParties.Known}/members/me"), (enter.Method, enter.Address.AbsolutePath));
        Assert.Equal("""["","AgAAAA==","1","0","6.2.0","0","0","0","",""]""", Decode(Assert.Single(JsonNode.Parse(enter.Body)!.AsObject()).Value!));
        Assert.Equal(join.Headers["x-psn-span-id"], enter.Headers["x-psn-span-id"]);
        Assert.NotEqual(world.Service.Last("list").Headers["x-psn-span-id"], join.Headers["x-psn-span-id"]);
        Assert.Equal((false, ScriptedParties.Known, true), (session.IsOver, session.Party.Id, me.Parties.Current == session));
    }

    [Fact]
    public async Task A_created_party_has_the_documented_shape_and_this_account_in_it()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.WalkAsync(me.Parties.CreateAsync("Emu Night", PsnPartyAccess.Friends));
        Assert.Equal(["list", "create", "enter"], world.Steps());
        SentCall create = world.Service.Last("create");
        JsonNode party = JsonNode.Parse(create.Body)!["v2PartySessions"]![0]!;
        Assert.Equal(("ROOM", "Emu Night", 16, "FRIENDS_ONLY", "FRIENDS", "me"),
            ((string)party["sessionType"]!, (string)party["sessionName"]!, (int)party["maxMembers"]!, (string)party["visibilityType"]!, (string)party["joinableUserType"]!, (string)party["members"]![0]!["accountId"]!));
        Assert.Equal("en-US", create.Headers["X-PSN-SESSION-MANAGER-SET-PROFANITY-FILTER-LANGUAGE-CODE"]);
        Assert.Equal(create.Headers["x-psn-span-id"], world.Service.Last("enter").Headers["x-psn-span-id"]);
        Assert.Contains(ScriptedService.Player, world.Service.Parties.All[session.Party.Id].Members);
        await session.LeaveAsync();
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
    }

    [Fact]
    public async Task A_party_is_renamed_and_players_are_invited()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.JoinAsync(me);
        await session.RenameAsync("Emu \"+\" Night");
        await session.InviteAsync([ScriptedReads.Friend, ScriptedReads.Friend]);
        Assert.Equal("Emu \"+\" Night", world.Service.Parties.All[ScriptedParties.Known].Name);
        Assert.Equal($$$"""{"invitations":[{"to":{"accountId":"{{{ScriptedReads.Friend}}}"}}],"invitationType":"NORMAL","invitationsToGroups":[]}""", world.Service.Last("invite").Body);
    }

    [Fact]
    public async Task What_is_no_name_or_no_player_is_refused_before_anything_is_sent()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.JoinAsync(me);
        world.Service.Clear();
        foreach (string name in (string[])["", " x", "a\nb", "a\u202Eb", new string('x', 65)])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => session.RenameAsync(name));
        }

        foreach (string[] players in (string[][])[[], ["x"], [.. Enumerable.Range(1, 16).Select(static i => $"{i}")]])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => session.InviteAsync(players));
        }

        await session.LeaveAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => me.Parties.CreateAsync("a\nb"));
        Assert.Equal(["leave"], world.Steps());
    }

    [Fact]
    public async Task A_handle_of_another_account_is_refused()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        PsnAccount me = await world.SignInAsync(psn);
        PsnParty party = await world.FindAsync(me);
        world.Service.SignsIn = ScriptedReads.Friend;
        PsnAccount other = await psn.AddAccountAsync(PsnSignIn.Browser(world.Prompt));
        await world.IllegalAsync(() => other.Parties.JoinAsync(party));
    }

    [Fact]
    public async Task An_account_is_in_one_party_at_a_time_and_may_come_back_after_it_has_left()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.JoinAsync(me);
        PsnParty other = await world.FindAsync(me, ScriptedParties.Other);
        await world.IllegalAsync(() => me.Parties.JoinAsync(other));
        await world.IllegalAsync(() => me.Parties.JoinAsync(session.Party));
        await world.IllegalAsync(() => me.Parties.CreateAsync());
        await session.LeaveAsync();
        Assert.Null(me.Parties.Current);
        PsnPartySession again = await world.WalkAsync(me.Parties.JoinAsync(session.Party));
        Assert.NotSame(session, again);
        Assert.Equal(["join", "enter", "leave", "join", "enter"], world.Steps().Where(static step => step != "list"));
        Assert.NotEqual(ContextOf(world.Service.Sent.First(static call => call.Step == "join")), ContextOf(world.Service.Last("join")));
    }

    [Theory]
    [InlineData(PartyFaultKind.Refused)]
    [InlineData(PartyFaultKind.Gone)]
    [InlineData(PartyFaultKind.Unreachable)]
    [InlineData(PartyFaultKind.Throttled)]
    public async Task A_join_that_is_refused_leaves_nothing_behind(PartyFaultKind fault)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnParty party = await world.FindAsync(me);
        world.Fail("join", fault);
        await world.FailureAsync(me.Parties.JoinAsync(party));
        Assert.Equal(["list", "join"], world.Steps());
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.WalkAsync(me.Parties.JoinAsync(party));
        Assert.Equal(["list", "join", "join", "enter"], world.Steps());
    }

    [Theory]
    [InlineData(PartyFaultKind.Refused)]
    [InlineData(PartyFaultKind.LostBefore)]
    [InlineData(PartyFaultKind.LostAfter)]
    [InlineData(PartyFaultKind.Failed)]
    [InlineData(PartyFaultKind.Throttled)]
    public async Task Where_the_second_step_fails_the_account_leaves_again(PartyFaultKind fault)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnParty party = await world.FindAsync(me);
        world.Fail("enter", fault);
        await world.FailureAsync(me.Parties.JoinAsync(party), TimeSpan.FromSeconds(26));
        if (fault is PartyFaultKind.Throttled)
        {
            // The hold is everything's; the rest is left for later.
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            await world.IllegalAsync(() => me.Parties.JoinAsync(party));
            await me.Parties.LeaveAsync();
        }

        Assert.Equal(["list", "join", "enter", "leave"], world.Steps());
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
        await world.WalkAsync(me.Parties.JoinAsync(party));
    }

    [Theory]
    [InlineData(PartyFaultKind.LostBefore, false)]
    [InlineData(PartyFaultKind.LostAfter, true)]
    [InlineData(PartyFaultKind.Failed, true)]
    public async Task After_a_join_whose_answer_is_lost_the_parties_are_read_first(PartyFaultKind fault, bool isIn)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnParty party = await world.FindAsync(me);
        world.Fail("join", fault);
        Assert.IsType<OutcomeUnknownException>(await world.FailureAsync(me.Parties.JoinAsync(party)));
        await world.IllegalAsync(() => me.Parties.JoinAsync(party));
        await world.IllegalAsync(() => me.Parties.CreateAsync());
        PsnParty seen = await world.FindAsync(me);
        Assert.Equal(isIn, seen.IsMember);
        if (isIn)
        {
            await world.IllegalAsync(() => me.Parties.CreateAsync());
        }

        await world.WalkAsync(me.Parties.JoinAsync(seen));
        Assert.Equal(isIn ? ["list", "join", "list", "enter"] : ["list", "join", "list", "join", "enter"], world.Steps());
        await me.Parties.LeaveAsync();
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
    }

    [Fact]
    public async Task A_list_that_was_asked_for_before_the_answer_was_lost_does_not_count()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnParty party = await world.FindAsync(me);
        world.Clock.Advance(PartyWorld.ListFloor);
        TaskCompletionSource answers = new();
        world.Service.AnswersLeave = answers.Task;
        Task<PsnPartyList> early = me.Parties.ListAsync();
        await ProviderContract.ProviderHarness.UntilAsync(() => world.Service.Count("list") == 2);
        world.Fail("join", PartyFaultKind.LostAfter);
        Assert.IsType<OutcomeUnknownException>(await world.FailureAsync(me.Parties.JoinAsync(party)));
        answers.SetResult();
        await early;
        await world.IllegalAsync(() => me.Parties.JoinAsync(party));
    }

    [Theory]
    [InlineData(PartyFaultKind.LostBefore, 0)]
    [InlineData(PartyFaultKind.LostAfter, 1)]
    public async Task After_a_join_whose_answer_is_lost_the_account_can_leave_at_once(PartyFaultKind fault, int open)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnParty party = await world.FindAsync(me);
        world.Fail("join", fault);
        await world.FailureAsync(me.Parties.JoinAsync(party));
        Assert.Equal(open, world.Service.Parties.Open(ScriptedService.Player));
        await me.Parties.LeaveAsync();
        await me.Parties.LeaveAsync();
        Assert.Equal(["list", "join", "leave"], world.Steps());
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
    }

    [Theory]
    [InlineData(PartyFaultKind.LostBefore)]
    [InlineData(PartyFaultKind.LostAfter)]
    [InlineData(PartyFaultKind.Cut)]
    public async Task A_created_party_whose_answer_is_lost_is_found_by_the_list(PartyFaultKind fault)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Fail("create", fault);
        Assert.IsType<OutcomeUnknownException>(await world.FailureAsync(me.Parties.CreateAsync("Emu Night")));
        await world.IllegalAsync(() => me.Parties.CreateAsync("Emu Night"));
        world.Clock.Advance(PartyWorld.ListFloor);
        PsnParty? made = (await me.Parties.ListAsync()).Parties.SingleOrDefault(static one => one.IsMember);
        if (fault is PartyFaultKind.LostBefore)
        {
            Assert.Null(made);
            await world.WalkAsync(me.Parties.CreateAsync("Emu Night"));
            Assert.Equal(["list", "create", "list", "create", "enter"], world.Steps());
        }
        else
        {
            await world.WalkAsync(me.Parties.JoinAsync(made!));
            Assert.Equal(["list", "create", "list", "enter"], world.Steps());
        }

        await me.Parties.LeaveAsync();
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
    }

    [Fact]
    public async Task A_party_of_the_player_s_console_is_not_taken_for_the_one_that_was_lost()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Service.Parties.All[ScriptedParties.Known].Members.Add(ScriptedService.Player);
        world.Fail("create", PartyFaultKind.LostBefore);
        await world.FailureAsync(me.Parties.CreateAsync());
        world.Service.Parties.All[ScriptedParties.Other].Members.Add(ScriptedService.Player);
        world.Clock.Advance(PartyWorld.ListFloor);
        await me.Parties.LeaveAsync();
        Assert.Equal(["list", "create", "list"], world.Steps());
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_nothing_behind()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnParty party = await world.FindAsync(me);
        TaskCompletionSource answers = new();
        world.Service.AnswersLeave = answers.Task;
        using CancellationTokenSource given = new();
        Task<PsnPartySession> joining = me.Parties.JoinAsync(party, given.Token);
        await ProviderContract.ProviderHarness.UntilAsync(() => world.Service.Count("join") == 1);
        await given.CancelAsync();
        answers.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining);
        Assert.Equal(["list", "join", "leave"], world.Steps());
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
    }

    private static string Decode(JsonNode text) => Encoding.UTF8.GetString(Convert.FromBase64String((string)text!));

    private static string ContextOf(SentCall join) => (string)JsonNode.Parse(join.Body)!["members"]![0]!["pushContexts"]![0]!["contextId"]!;
}
