using System.Text;

namespace GameAuth.Psn.Tests.Party;

/// <summary>The list of parties, in all its forms once in 30 seconds.</summary>
public class PartyListTests
{
    private static readonly Uri Bulk = new("https://m.np.playstation.com/api/sessionManager/v2/sys/gameBase/parties/bulkGet?limit=11");
    private static readonly Uri Sessions = new("https://m.np.playstation.com/api/sessionManager/v2/partySessions?view=v3");

    [Fact]
    public async Task It_shows_what_the_service_shows()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartyList list = await me.Parties.ListAsync();
        PsnParty party = list.Parties[0];
        Assert.Equal((2, ScriptedParties.Known, "Emu Party", ScriptedReads.Friend, 16, true, false), (list.Parties.Count, party.Id, party.Name, party.OwnerId, party.MaxMembers, party.IsJoinable, party.IsRequestable));
        Assert.Equal(("FRIENDS_ONLY", "FRIENDS", false), (party.Visibility, party.JoinableBy, party.IsMember));
        Assert.Equal(new PsnPartyMember(ScriptedReads.Friend, "EmuFriend", "PS5"), Assert.Single(party.Members));
        SentCall sent = Assert.Single(world.Service.Sent);
        Assert.Equal(("POST", "?limit=11", """{"groupInvitedPartySessions":[]}"""), (sent.Method, sent.Address.Query, sent.Body));
    }

    [Fact]
    public async Task A_second_one_waits_until_30_seconds_are_over()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await me.Parties.ListAsync();
        Task<PsnPartyList> second = me.Parties.ListAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal(1, world.Service.Count("list"));
        await ProviderContract.ProviderHarness.UntilAsync(() => world.Clock.NextTimer is { } next && next <= TimeSpan.FromSeconds(0.2));
        world.Clock.Advance(TimeSpan.FromSeconds(0.2));
        await second;
        SentCall[] sent = [.. world.Service.Sent];
        Assert.Equal(2, sent.Length);
        Assert.True(sent[1].At - sent[0].At >= PartyWorld.ListFloor);
    }

    [Fact]
    public async Task It_can_say_at_once_when_there_is_room()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await me.Parties.ListAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        ThrottledException held = await Assert.ThrowsAsync<ThrottledException>(() => me.Parties.ListAsync(PsnPartyListMode.FailFast));
        Assert.Equal((world.Clock.GetUtcNow() + TimeSpan.FromSeconds(20), false, 1), (held.RetryAt, held.WasSent, world.Service.Count("list")));
    }

    [Fact]
    public async Task It_can_be_the_last_one_with_its_age()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartyList first = await me.Parties.ListAsync(PsnPartyListMode.LastKnown);
        Assert.Equal(TimeSpan.Zero, first.Age);
        world.Clock.Advance(TimeSpan.FromSeconds(12));
        PsnPartyList again = await me.Parties.ListAsync(PsnPartyListMode.LastKnown);
        Assert.Equal((TimeSpan.FromSeconds(12), 1), (again.Age, world.Service.Count("list")));
        Assert.Same(first.Parties, again.Parties);
        world.Clock.Advance(TimeSpan.FromSeconds(18));
        Assert.Equal((TimeSpan.Zero, 2), ((await me.Parties.ListAsync(PsnPartyListMode.LastKnown)).Age, world.Service.Count("list")));
    }

    [Fact]
    public async Task Where_there_is_no_last_one_it_says_when()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        using HttpClient client = me.CreateClient();
        using HttpResponseMessage own = await client.GetAsync(Sessions);
        await Assert.ThrowsAsync<ThrottledException>(() => me.Parties.ListAsync(PsnPartyListMode.LastKnown));
    }

    [Fact]
    public async Task All_its_forms_share_the_limit_the_application_s_own_requests_too()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        using HttpClient client = me.CreateClient();
        List<Task> asked = [me.Parties.ListAsync()];
        await asked[0];
        asked.Add(client.GetAsync(Sessions));
        asked.Add(PostAsync(client));
        asked.Add(me.Parties.ListAsync());
        for (int count = 2; count <= 4; count++)
        {
            // No time passes between the permit of one and its arrival: it would be missing between that one and the next.
            DateTimeOffset due = world.Service.Sent.Last().At + PartyWorld.ListFloor;
            await ProviderContract.ProviderHarness.UntilAsync(() =>
            {
                if (world.Clock.NextTimer is { } next && world.Clock.GetUtcNow() + next <= due)
                {
                    world.Clock.Advance(next);
                }

                return world.Service.Sent.Count == count;
            });
        }

        await Task.WhenAll(asked);
        SentCall[] sent = [.. world.Service.Sent];
        Assert.Equal((4, 1), (sent.Length, world.Service.Count("list3")));
        Assert.All(sent.Zip(sent.Skip(1)), static two => Assert.True(two.Second.At - two.First.At >= PartyWorld.ListFloor));
    }

    [Fact]
    public async Task The_limit_outlives_the_process_and_other_accounts_have_their_own()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await me.Parties.ListAsync();
        await world.StopAsync();
        IPsnAuth psn = await world.StartAsync();
        PsnAccount again = (await psn.FindAsync())!;
        Assert.False((await Assert.ThrowsAsync<ThrottledException>(() => again.Parties.ListAsync(PsnPartyListMode.FailFast))).WasSent);
        world.Service.SignsIn = ScriptedReads.Friend;
        PsnAccount other = await psn.AddAccountAsync(PsnSignIn.Browser(world.Prompt));
        await other.Parties.ListAsync(PsnPartyListMode.FailFast);
        Assert.Equal(2, world.Service.Count("list"));
    }

    [Fact]
    public async Task Equal_lists_that_are_under_way_are_one_request()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        TaskCompletionSource answers = new();
        world.Service.AnswersLeave = answers.Task;
        Task<PsnPartyList>[] lists = [.. Enumerable.Range(0, 8).Select(_ => me.Parties.ListAsync())];
        await ProviderContract.ProviderHarness.UntilAsync(() => world.Service.Sent.Count == 1);
        answers.SetResult();
        await Task.WhenAll(lists);
        Assert.Equal(1, world.Service.Count("list"));
    }

    [Fact]
    public async Task A_replay_with_another_token_is_the_same_list()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Service.RefuseAccess();
        await me.Parties.ListAsync();
        SentCall[] lists = [.. world.Service.Sent.Where(static call => call.Step == "list")];
        Assert.Equal(2, lists.Length);
        Assert.Equal(lists[0].Headers["x-psn-span-id"], lists[1].Headers["x-psn-span-id"]);
        Assert.NotEqual(lists[0].Headers["x-psn-request-id"], lists[1].Headers["x-psn-request-id"]);
        Assert.Equal((lists[0].At, lists[0].At), (lists[1].At, world.Clock.GetUtcNow()));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<ThrottledException>(() => me.Parties.ListAsync(PsnPartyListMode.FailFast));
    }

    [Theory]
    [InlineData(PartyFaultKind.LostBefore)]
    [InlineData(PartyFaultKind.Failed)]
    [InlineData(PartyFaultKind.Cut)]
    public async Task A_failure_ends_it_and_costs_its_place(PartyFaultKind fault)
    {
        await using PsnWorld world = new() { SafeRetries = 2 };
        PsnAccount me = await world.SignInAsync();
        world.Fail("list", fault);
        Assert.IsType<ProviderException>(await world.FailureAsync(me.Parties.ListAsync()));
        await Assert.ThrowsAsync<ThrottledException>(() => me.Parties.ListAsync(PsnPartyListMode.FailFast));
        Assert.Equal(1, world.Service.Count("list"));
    }

    [Fact]
    public async Task Invitations_are_handles_that_the_next_list_asks_for_too()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Service.Parties.Invited.AddRange([ScriptedParties.Other, "../../x"]);
        PsnParty invited = Assert.Single(await me.Parties.GetInvitationsAsync());
        await me.Parties.ListAsync();
        Assert.Equal($$"""{"groupInvitedPartySessions":["{{ScriptedParties.Other}}"]}""", world.Service.Last("list").Body);
        PsnPartySession session = await world.WalkAsync(me.Parties.JoinAsync(invited));
        Assert.Equal(ScriptedParties.Other, session.Party.Id);
    }

    [Fact]
    public async Task Invitations_are_asked_for_once_in_30_seconds()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await me.Parties.GetInvitationsAsync();
        Task<IReadOnlyList<PsnParty>> again = me.Parties.GetInvitationsAsync();
        for (int i = 0; i < 11; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(3));
            await Task.Delay(1);
        }

        await again;
        SentCall[] sent = [.. world.Service.Sent];
        Assert.True(sent[1].At - sent[0].At >= PartyWorld.ListFloor);
    }

    [Fact]
    public async Task A_pushed_invitation_is_a_handle_too()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartyInvited invited = new(ScriptedParties.Known, from: null, [], "psn:emu", default);
        await world.WalkAsync(me.Parties.JoinAsync(me.Parties.HandleOf(invited)));
        Assert.Equal(["join", "enter"], world.Steps());
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client) =>
        client.PostAsync(Bulk, new ByteArrayContent(Encoding.UTF8.GetBytes("""{"groupInvitedPartySessions":[]}""")));
}
