using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Psn.Tests.Party;

/// <summary>A process that died has left a party; the next start ends it.</summary>
public class PartyOrphanTests
{
    [Fact]
    public async Task The_next_sign_in_ends_it_in_the_order_of_a_leave()
    {
        await using PsnWorld world = new();
        await world.TalkAsync(await world.SignInAsync());
        string trace = TraceOfLast(world, await LastReadAsync(world));
        world.Service.Clear();
        await world.KillAsync();
        await world.RestartAsync();
        await ProviderContract.ProviderHarness.UntilAsync(() => world.Service.Parties.Open(ScriptedService.Player) == 0);
        Assert.Equal(["leave", "peer-end", "bridge-end"], world.Steps());
        Assert.Single(world.Service.Sent.Select(static call => call.Headers["x-psn-span-id"]).Distinct(StringComparer.Ordinal));
        Assert.NotEqual(trace, world.Service.Last("leave").Headers["x-psn-trace-id"]);
    }

    [Fact]
    public async Task Without_a_sign_in_the_first_party_ends_it()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnPartySession session = await world.JoinAsync(me);
        await world.KillAsync();
        PsnAccount again = (await (await world.StartAsync()).FindAsync())!;
        world.Service.Clear();
        PsnParty party = await world.FindAsync(again, ScriptedParties.Other);
        Assert.Equal(["list"], world.Steps());
        await world.WalkAsync(again.Parties.JoinAsync(party));
        Assert.Equal(["list", "leave", "join", "enter"], world.Steps());
        Assert.DoesNotContain(ScriptedService.Player, world.Service.Parties.All[session.Party.Id].Members);
    }

    [Fact]
    public async Task A_party_that_was_being_created_is_found_by_the_list()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Fail("create", PartyFaultKind.LostAfter);
        await world.FailureAsync(me.Parties.CreateAsync("Emu Night"));
        await world.KillAsync();
        world.Service.Clear();
        world.Clock.Advance(PartyWorld.ListFloor);
        PsnAccount again = (await (await world.StartAsync()).FindAsync())!;
        Assert.Equal(1, await again.Parties.EndOrphanedAsync());
        Assert.Equal(["list", "leave"], world.Steps());
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
        Assert.Equal(0, await again.Parties.EndOrphanedAsync());
    }

    [Fact]
    public async Task A_living_process_keeps_its_party()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await world.TalkAsync(me);
        PsnAccount other = (await (await world.StartAsync()).FindAsync())!;
        Assert.Equal((0, 0), (await other.Parties.EndOrphanedAsync(), await me.Parties.EndOrphanedAsync()));
        Assert.Empty(world.Steps());
    }

    [Fact]
    public async Task While_it_can_not_be_ended_no_other_party_is_joined()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await world.JoinAsync(me);
        await world.KillAsync();
        PsnAccount again = (await (await world.StartAsync()).FindAsync())!;
        PsnParty party = await world.FindAsync(again, ScriptedParties.Other);
        world.Service.Clear();
        world.Fail("leave", PartyFaultKind.LostBefore);
        Assert.IsType<OutcomeUnknownException>(await world.FailureAsync(again.Parties.JoinAsync(party)));
        Assert.Equal(["leave"], world.Steps());
        await world.WalkAsync(again.Parties.JoinAsync(party));
        Assert.Equal(["leave", "leave", "join", "enter"], world.Steps());
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        await using PsnWorld world = new();
        await world.TalkAsync(await world.SignInAsync());
        await world.KillAsync();
        await (await (await world.StartAsync()).FindAsync())!.SignOutAsync();
        Assert.Equal(0, world.Service.Parties.Open(ScriptedService.Player));
    }

    [Fact]
    public async Task A_start_that_left_nothing_asks_nothing()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await (await world.JoinAsync(me)).LeaveAsync();
        await world.StopAsync();
        world.Service.Clear();
        PsnAccount again = await world.RestartAsync();
        Assert.Equal(0, await again.Parties.EndOrphanedAsync());
        Assert.Empty(world.Service.Sent);
    }

    private static async Task<string> LastReadAsync(PsnWorld world)
    {
        PsnAccount me = (await world.Host.Services.GetRequiredService<IPsnAuth>().FindAsync())!;
        await me.Trophies.GetSummaryAsync();
        return "summary";
    }

    private static string TraceOfLast(PsnWorld world, string step) => world.Service.Last(step).Headers["x-psn-trace-id"];
}
