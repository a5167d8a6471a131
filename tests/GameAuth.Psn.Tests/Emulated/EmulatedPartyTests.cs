using GameAuth.Emulator;

namespace GameAuth.Psn.Tests.Emulated;

/// <summary>Parties and voice against the emulator, which others wrote from the same facts, and which insists on order and ids.</summary>
public class EmulatedPartyTests
{
    private const string Answer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    [Fact]
    public async Task A_party_is_listed_joined_talked_in_and_left()
    {
        await using EmulatedTests.World world = await StartAsync();
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        PsnParty party = Assert.Single((await me.Parties.ListAsync()).Parties);
        Assert.Equal(("Emu Party", 1, false), (party.Name, party.Members.Count, party.IsMember));
        PsnPartySession session = await world.WalkAsync(me.Parties.JoinWithVoiceAsync(party));
        Assert.NotEmpty(session.Voice!.Offer!);
        await world.WalkAsync(session.Voice.AnswerAsync(Answer));
        await world.WalkAsync(session.Voice.ReofferAsync());
        await world.WalkAsync(session.Voice.AnswerAsync(Answer));
        Assert.True(await world.WalkAsync(session.Voice.ReadAsync()));
        await world.WalkAsync(session.InviteAsync([party.Members[0].AccountId]));
        await world.WalkAsync(session.Voice.EndAsync());
        PsnVoice second = await world.WalkAsync(session.StartVoiceAsync());
        await world.WalkAsync(second.AnswerAsync(Answer));
        await world.WalkAsync(session.LeaveAsync());
        Assert.Empty(world.Emulator.Psn.Bridges);
        Assert.Equal(["EmuSilver"], Assert.Single(world.Emulator.Psn.Parties).Members);
    }

    [Fact]
    public async Task A_party_is_created_renamed_and_gone_when_it_is_left()
    {
        await using EmulatedTests.World world = await StartAsync();
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        PsnPartySession session = await world.WalkAsync(me.Parties.CreateAsync("Emu Night", PsnPartyAccess.Friends));
        await world.WalkAsync(session.RenameAsync("Emu \"+\" Day"));
        Assert.Contains(world.Emulator.Psn.Parties, static one => one.Name == "Emu \"+\" Day" && one.Members.SequenceEqual(["EmuTrophies"]));
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        PsnParty seen = (await me.Parties.ListAsync()).Parties.Single(one => one.Id == session.Party.Id);
        Assert.Equal((true, "FRIENDS_ONLY", "FRIENDS"), (seen.IsMember, seen.Visibility, seen.JoinableBy));
        await world.WalkAsync(session.StartVoiceAsync());
        await world.WalkAsync(session.LeaveAsync());
        Assert.Equal((1, 0), (world.Emulator.Psn.Parties.Count, world.Emulator.Psn.Bridges.Count));
    }

    [Fact]
    public async Task An_invitation_is_a_handle()
    {
        await using EmulatedTests.World world = await StartAsync(new EmulatedPsnParty { Name = "Emu Secret", Members = ["EmuSilver"], Invited = ["EmuTrophies"] });
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        PsnParty invited = Assert.Single(await me.Parties.GetInvitationsAsync());
        PsnPartySession session = await world.WalkAsync(me.Parties.JoinAsync(invited));
        Assert.Equal(["EmuSilver", "EmuTrophies"], Assert.Single(world.Emulator.Psn.Parties).Members);
        await world.WalkAsync(session.LeaveAsync());
        Assert.Equal(["EmuSilver"], Assert.Single(world.Emulator.Psn.Parties).Members);
    }

    private static Task<EmulatedTests.World> StartAsync(EmulatedPsnParty? party = null) => EmulatedTests.World.StartAsync(
        service: options => options.Psn.Parties.Add(party ?? new EmulatedPsnParty { Name = "Emu Party", Members = ["EmuSilver"], IsForFriends = true }));
}
