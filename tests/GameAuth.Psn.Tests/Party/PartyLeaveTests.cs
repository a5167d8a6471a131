namespace GameAuth.Psn.Tests.Party;

/// <summary>Out of a party: leave, then the peer, then the bridge; what is gone already is no failure.</summary>
public class PartyLeaveTests
{
    private static readonly string[] All = ["leave", "peer-end", "bridge-end"];

    [Fact]
    public async Task Leaving_is_leave_then_peer_then_bridge_under_one_span()
    {
        await using PsnWorld world = new();
        (PsnPartySession session, PsnVoice voice) = await world.TalkAsync(await world.SignInAsync());
        await voice.AnswerAsync(PartyWorld.Answer);
        world.Service.Clear();
        await session.LeaveAsync();
        Assert.Equal(All, world.Steps());
        Assert.Single(world.Service.Sent.Select(static call => call.Headers["x-psn-span-id"]).Distinct(StringComparer.Ordinal));
        Assert.Equal((0, true), (world.Service.Parties.Open(ScriptedService.Player), session.IsOver));
    }

    [Theory]
    [InlineData("leave", PartyFaultKind.Gone)]
    [InlineData("peer-end", PartyFaultKind.Gone)]
    [InlineData("bridge-end", PartyFaultKind.Gone)]
    [InlineData("leave", PartyFaultKind.Refused)]
    [InlineData("bridge-end", PartyFaultKind.Refused)]
    public async Task What_the_service_no_longer_knows_or_will_not_end_is_over(string step, PartyFaultKind fault)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        (PsnPartySession session, _) = await world.TalkAsync(me);
        world.Fail(step, fault);
        await session.LeaveAsync();
        await session.LeaveAsync();
        Assert.Equal(All, world.Steps());
        await world.WalkAsync(me.Parties.JoinAsync(session.Party));
    }

    [Theory]
    [InlineData("leave", PartyFaultKind.LostBefore)]
    [InlineData("leave", PartyFaultKind.LostAfter)]
    [InlineData("leave", PartyFaultKind.Failed)]
    [InlineData("peer-end", PartyFaultKind.LostBefore)]
    [InlineData("peer-end", PartyFaultKind.LostAfter)]
    [InlineData("bridge-end", PartyFaultKind.LostBefore)]
    [InlineData("bridge-end", PartyFaultKind.LostAfter)]
    public async Task After_a_failure_it_goes_on_where_it_stopped(string step, PartyFaultKind fault)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        (PsnPartySession session, _) = await world.TalkAsync(me);
        world.Fail(step, fault);
        Assert.IsType<OutcomeUnknownException>(await world.FailureAsync(session.LeaveAsync()));
        await world.IllegalAsync(() => me.Parties.JoinAsync(session.Party));
        await me.Parties.LeaveAsync();
        int at = Array.IndexOf(All, step);
        Assert.Equal([.. All[..(at + 1)], .. All[at..]], world.Steps());
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
        await world.WalkAsync(me.Parties.JoinAsync(session.Party));
    }

    [Fact]
    public async Task An_end_of_the_voice_that_failed_is_taken_up_by_the_leave()
    {
        await using PsnWorld world = new();
        (PsnPartySession session, PsnVoice voice) = await world.TalkAsync(await world.SignInAsync());
        world.Fail("bridge-end", PartyFaultKind.LostBefore);
        await world.FailureAsync(voice.EndAsync());
        Assert.Equal(PsnVoiceState.Ending, voice.State);
        await world.IllegalAsync(() => session.StartVoiceAsync());
        await session.LeaveAsync();
        Assert.Equal(["peer-end", "bridge-end", "leave", "bridge-end"], world.Steps());
        Assert.Equal(PsnVoiceState.Ended, voice.State);
    }

    [Fact]
    public async Task Disposing_throws_nothing_and_what_is_left_can_be_ended_later()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        (PsnPartySession session, _) = await world.TalkAsync(me);
        world.Fail("leave", PartyFaultKind.LostBefore);
        await session.DisposeAsync();
        Assert.Equal(["leave"], world.Steps());
        await me.Parties.LeaveAsync();
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
    }

    [Fact]
    public async Task Signing_out_leaves_before_the_tokens_go()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        (PsnPartySession session, PsnVoice voice) = await world.TalkAsync(me);
        await me.SignOutAsync();
        Assert.Equal(All, world.Steps());
        Assert.Equal((true, PsnVoiceState.Ended), (session.IsOver, voice.State));
        await world.IllegalAsync(() => session.RenameAsync("Emu"));
    }

    [Fact]
    public async Task The_host_s_stop_leaves()
    {
        await using PsnWorld world = new();
        await world.TalkAsync(await world.SignInAsync());
        await world.StopAsync();
        Assert.Equal(All, world.Steps());
    }

    [Fact]
    public async Task A_leave_ends_what_a_step_on_the_wire_makes()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.JoinAsync(me);
        TaskCompletionSource answers = new();
        Task<PsnVoice> starting = session.StartVoiceAsync();
        world.Service.Around = (call, answer) =>
        {
            world.Service.AnswersLeave = call.Step == "bridge" ? answers.Task : Task.CompletedTask;
            return answer();
        };
        await ProviderContract.ProviderHarness.UntilAsync(() =>
        {
            // Over the pause before a voice, and no further: what is on the wire has a time limit.
            if (world.Service.Count("bridge") == 0 && world.Clock.NextTimer is { } pause && pause <= TimeSpan.FromSeconds(2))
            {
                world.Clock.Advance(pause);
            }

            return world.Service.Count("bridge") == 1;
        });
        Task leaving = session.LeaveAsync();
        answers.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await leaving;
        Assert.Equal(["list", "join", "enter", "bridge", "leave", "bridge-end"], world.Steps());
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
    }
}
