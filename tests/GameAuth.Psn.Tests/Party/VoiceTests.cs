using System.Text.Json.Nodes;

namespace GameAuth.Psn.Tests.Party;

/// <summary>The voice of a party: bridge, link, peer, answer, in this order and no other.</summary>
public class VoiceTests
{
    [Fact]
    public async Task It_is_three_requests_in_the_documented_shapes_under_one_span()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.JoinAsync(me);
        PsnVoice voice = await world.WalkAsync(session.StartVoiceAsync());
        Assert.Equal(["list", "join", "enter", "bridge", "link", "peer"], world.Steps());
        (SentCall bridge, SentCall link, SentCall peer) = (world.Service.Last("bridge"), world.Service.Last("link"), world.Service.Last("peer"));
        (string id, ScriptedBridge made) = Assert.Single(world.Service.Parties.Voice);
        Assert.Equal("{}", bridge.Body);
        Assert.Equal($$$"""{"bridges":[{"bridgeId":"{{{id}}}","bridgeToken":"{{{made.Token}}}"}]}""", link.Body);
        Assert.Equal("true", link.Headers["X-PSN-SESSION-MANAGER-IGNORE-CONFLICT"]);
        Assert.Equal(("?allow_duid_duplication=false&g=2", made.Token), (peer.Address.Query, peer.Headers["X-PSN-BRIDGE-TOKEN"]));
        Assert.Equal("""{"isRequired":true,"opus":[{"bitrate":40,"channels":1,"codec":"CELT","ptime":40,"samplingRates":[16000]}]}""", JsonNode.Parse(peer.Body)!["mediaTypes"]!["audio"]!.ToJsonString());
        Assert.All([bridge, peer], static call => Assert.Equal("METROPOL_AND", call.Headers["X-PSN-RTC-TITLE-ID"]));
        Assert.Single(new[] { bridge, link, peer }.Select(static call => call.Headers["x-psn-span-id"]).Distinct(StringComparer.Ordinal));
        Assert.NotEqual(world.Service.Last("join").Headers["x-psn-span-id"], bridge.Headers["x-psn-span-id"]);
        Assert.Equal((PsnVoiceState.Offered, true, ScriptedParties.Known), (voice.State, voice.Offer!.StartsWith("v=0", StringComparison.Ordinal), made.Party));
        Assert.Same(voice, session.Voice);
    }

    [Fact]
    public async Task It_begins_500_to_1500_ms_after_the_account_has_joined()
    {
        HashSet<TimeSpan> gaps = [];
        for (int i = 0; i < 12; i++)
        {
            await using PsnWorld world = new();
            PsnAccount me = await world.SignInAsync();
            PsnPartySession session = await world.JoinAsync(me);
            await world.WalkAsync(session.StartVoiceAsync());
            gaps.Add(world.Service.Last("bridge").At - world.Service.Last("enter").At);
        }

        Assert.All(gaps, static gap => Assert.InRange(gap, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1501)));
        Assert.True(gaps.Count > 1, "The pause is not drawn anew.");
    }

    [Fact]
    public async Task Joining_with_voice_is_one_operation()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnParty party = await world.FindAsync(me);
        PsnPartySession session = await world.WalkAsync(me.Parties.JoinWithVoiceAsync(party));
        Assert.Equal(["list", "join", "enter", "bridge", "link", "peer"], world.Steps());
        Assert.Single(world.Service.Sent.Skip(1).Select(static call => call.Headers["x-psn-span-id"]).Distinct(StringComparer.Ordinal));
        Assert.Equal(PsnVoiceState.Offered, session.Voice!.State);
        Assert.InRange(world.Service.Last("bridge").At - world.Service.Last("enter").At, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1501));
    }

    [Fact]
    public async Task The_offer_is_answered_as_it_is_once_and_another_one_can_be_had_then()
    {
        await using PsnWorld world = new();
        (_, PsnVoice voice) = await world.TalkAsync(await world.SignInAsync());
        string first = voice.Offer!;
        await world.IllegalAsync(() => voice.ReofferAsync());
        await voice.AnswerAsync(PartyWorld.Answer);
        Assert.Equal((PartyWorld.Answer, PsnVoiceState.Answered, null), (world.Service.Parties.Voice.Values.Single().Answers.Single(), voice.State, voice.Offer));
        await world.IllegalAsync(() => voice.AnswerAsync(PartyWorld.Answer));
        string second = await voice.ReofferAsync();
        Assert.Equal((second, PsnVoiceState.Offered), (voice.Offer, voice.State));
        Assert.NotEqual(first, second);
        await voice.AnswerAsync(PartyWorld.Answer);
        Assert.Equal(["answer", "reoffer", "answer"], world.Steps());
        Assert.Contains("\"+\"", PartyWorld.Answer.Replace("+ \"1\"", "\"+\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("emu-answer + ", world.Service.Last("answer").Body, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => voice.AnswerAsync(""));
    }

    [Fact]
    public async Task It_ends_with_the_peer_then_the_bridge_and_its_ids_are_dead()
    {
        await using PsnWorld world = new();
        (PsnPartySession session, PsnVoice voice) = await world.TalkAsync(await world.SignInAsync());
        await world.IllegalAsync(() => session.StartVoiceAsync());
        await voice.EndAsync();
        await voice.EndAsync();
        Assert.Equal(["peer-end", "bridge-end"], world.Steps());
        Assert.Equal(PsnVoiceState.Ended, voice.State);
        await world.IllegalAsync(() => voice.AnswerAsync(PartyWorld.Answer));
        PsnVoice next = await world.WalkAsync(session.StartVoiceAsync());
        await world.IllegalAsync(() => voice.AnswerAsync(PartyWorld.Answer));
        await world.IllegalAsync(() => voice.ReofferAsync());
        await world.IllegalAsync(() => voice.ReadAsync());
        await voice.EndAsync();
        Assert.Equal((PsnVoiceState.Offered, 1), (next.State, world.Service.Parties.Voice.Count));
        Assert.Equal(2, world.Service.Sent.Where(static call => call.Step is "peer-end" or "peer").Select(static call => call.Address.AbsolutePath.Split('/')[5]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task After_leaving_nothing_of_it_can_be_used()
    {
        await using PsnWorld world = new();
        (PsnPartySession session, PsnVoice voice) = await world.TalkAsync(await world.SignInAsync());
        await session.LeaveAsync();
        foreach (Func<Task> step in (Func<Task>[])[() => voice.AnswerAsync("v=0"), () => voice.ReofferAsync(), () => voice.ReadAsync(), () => session.StartVoiceAsync(), () => session.RenameAsync("x"), () => session.InviteAsync(["1"])])
        {
            await world.IllegalAsync(step);
        }

        await voice.EndAsync();
        await session.LeaveAsync();
        Assert.Equal(["leave", "peer-end", "bridge-end"], world.Steps());
    }

    [Theory]
    [InlineData("bridge", PartyFaultKind.Refused)]
    [InlineData("bridge", PartyFaultKind.Unreachable)]
    [InlineData("link", PartyFaultKind.Refused, "bridge-end")]
    [InlineData("link", PartyFaultKind.LostBefore, "bridge-end")]
    [InlineData("link", PartyFaultKind.LostAfter, "bridge-end")]
    [InlineData("link", PartyFaultKind.Failed, "bridge-end")]
    [InlineData("peer", PartyFaultKind.Refused, "read", "bridge-end")]
    [InlineData("peer", PartyFaultKind.LostBefore, "read", "bridge-end")]
    [InlineData("peer", PartyFaultKind.LostAfter, "read", "peer-end", "bridge-end")]
    [InlineData("peer", PartyFaultKind.Failed, "read", "peer-end", "bridge-end")]
    [InlineData("peer", PartyFaultKind.Cut, "read", "peer-end", "bridge-end")]
    public async Task Where_a_step_fails_what_exists_is_ended_and_another_voice_may_be_started(string step, PartyFaultKind fault, params string[] unwound)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.JoinAsync(me);
        world.Service.Clear();
        world.Fail(step, fault);
        await world.FailureAsync(session.StartVoiceAsync());
        string[] begun = step switch { "bridge" => ["bridge"], "link" => ["bridge", "link"], _ => ["bridge", "link", "peer"] };
        Assert.Equal(begun.Concat(unwound), world.Steps());
        Assert.Empty(world.Service.Parties.Voice);
        Assert.Single(world.Service.Sent.Select(static call => call.Headers["x-psn-span-id"]).Distinct(StringComparer.Ordinal));
        await world.WalkAsync(session.StartVoiceAsync());
    }

    [Theory]
    [InlineData(PartyFaultKind.LostBefore)]
    [InlineData(PartyFaultKind.LostAfter)]
    [InlineData(PartyFaultKind.Cut)]
    public async Task A_bridge_whose_id_nobody_knows_ends_with_the_party(PartyFaultKind fault)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.JoinAsync(me);
        world.Fail("bridge", fault);
        Assert.IsType<OutcomeUnknownException>(await world.FailureAsync(session.StartVoiceAsync()));
        await world.IllegalAsync(() => session.StartVoiceAsync());
        await session.RenameAsync("Emu");
        await session.LeaveAsync();
        session = await world.WalkAsync(me.Parties.JoinAsync(session.Party));
        await world.WalkAsync(session.StartVoiceAsync());
    }

    [Theory]
    [InlineData(PartyFaultKind.LostBefore)]
    [InlineData(PartyFaultKind.LostAfter)]
    [InlineData(PartyFaultKind.Failed)]
    public async Task After_an_answer_that_is_lost_the_bridge_is_read_first(PartyFaultKind fault)
    {
        await using PsnWorld world = new();
        (_, PsnVoice voice) = await world.TalkAsync(await world.SignInAsync());
        world.Fail("answer", fault);
        Assert.IsType<OutcomeUnknownException>(await world.FailureAsync(voice.AnswerAsync(PartyWorld.Answer)));
        Assert.Equal(PsnVoiceState.Unknown, voice.State);
        await world.IllegalAsync(() => voice.AnswerAsync(PartyWorld.Answer));
        await world.IllegalAsync(() => voice.ReofferAsync());
        Assert.True(await voice.ReadAsync());
        Assert.Equal(PsnVoiceState.Unoffered, voice.State);
        await world.IllegalAsync(() => voice.AnswerAsync(PartyWorld.Answer));
        world.Fail("reoffer", fault);
        Assert.IsType<OutcomeUnknownException>(await world.FailureAsync(voice.ReofferAsync()));
        await world.IllegalAsync(() => voice.ReofferAsync());
        await voice.ReadAsync();
        await voice.ReofferAsync();
        await voice.AnswerAsync(PartyWorld.Answer);
        Assert.Equal(["answer", "read", "reoffer", "read", "reoffer", "answer"], world.Steps());
    }

    [Fact]
    public async Task An_answer_that_is_refused_may_be_given_again()
    {
        await using PsnWorld world = new();
        (_, PsnVoice voice) = await world.TalkAsync(await world.SignInAsync());
        world.Fail("answer", PartyFaultKind.Refused);
        Assert.IsType<ProviderException>(await world.FailureAsync(voice.AnswerAsync(PartyWorld.Answer)));
        Assert.Equal(PsnVoiceState.Offered, voice.State);
        await voice.AnswerAsync(PartyWorld.Answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_the_bridge_no_longer_has_can_only_be_ended(bool hasBridge)
    {
        await using PsnWorld world = new();
        (PsnPartySession session, PsnVoice voice) = await world.TalkAsync(await world.SignInAsync());
        world.Service.Parties.Voice.Values.Single().Peers.Clear();
        if (!hasBridge)
        {
            world.Fail("read", PartyFaultKind.Gone);
        }

        Assert.False(await voice.ReadAsync());
        Assert.Equal(PsnVoiceState.Ending, voice.State);
        await world.IllegalAsync(() => voice.AnswerAsync(PartyWorld.Answer));
        await world.IllegalAsync(() => session.StartVoiceAsync());
        await voice.EndAsync();
        Assert.Equal(["read", "bridge-end"], world.Steps());
    }

    [Theory]
    [InlineData("link", PartyFaultKind.Refused, "bridge", "link", "leave", "bridge-end")]
    [InlineData("peer", PartyFaultKind.Refused, "bridge", "link", "peer", "leave", "read", "bridge-end")]
    public async Task Where_the_voice_of_a_join_fails_the_account_leaves_the_party_first(string step, PartyFaultKind fault, params string[] after)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnParty party = await world.FindAsync(me);
        world.Fail(step, fault);
        await world.FailureAsync(me.Parties.JoinWithVoiceAsync(party));
        Assert.Equal(["list", "join", "enter", .. after], world.Steps());
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
    }

    [Fact]
    public async Task It_shows_no_token_and_no_description()
    {
        await using PsnWorld world = new();
        (PsnPartySession session, PsnVoice voice) = await world.TalkAsync(await world.SignInAsync());
        string shown = $"{session} {voice} {session.Party}";
        Assert.DoesNotContain("emu-bridge", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("v=0", shown, StringComparison.Ordinal);
    }
}
