using System.Runtime.CompilerServices;
using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Psn.Tests.Party;

/// <summary>Two living processes over one store: the membership is the account's, so that the leave of one would take the other's. One of them is in a party, the other is refused.</summary>
public class TwoProcessTests
{
    [Theory]
    [InlineData(ScriptedParties.Known)]
    [InlineData(ScriptedParties.Other)]
    public async Task While_one_is_in_a_party_the_other_joins_none_and_sends_nothing(string id)
    {
        await using PsnWorld world = new();
        (PsnAccount me, PsnAccount other) = await TwoAsync(world);
        PsnParty wanted = await world.FindAsync(other, id);
        (PsnPartySession session, _) = await world.TalkAsync(me);
        IllegalStepException refused = await world.IllegalAsync(() => other.Parties.JoinAsync(wanted));
        Assert.Equal("party join", refused.Step);
        Assert.Contains($"another process on this store has the account in the party {ScriptedParties.Known}. Leave it there, or end that process", refused.Message, StringComparison.Ordinal);
        await world.IllegalAsync(() => other.Parties.JoinWithVoiceAsync(wanted));
        await other.Parties.LeaveAsync();
        Assert.Equal((0, 3), (await other.Parties.EndOrphanedAsync(), world.Service.Parties.Open(ScriptedService.Player)));

        await session.LeaveAsync();
        PsnPartySession second = await world.WalkAsync(other.Parties.JoinAsync(wanted));
        Assert.Equal(id, second.Party.Id);
        await world.IllegalAsync(() => me.Parties.JoinAsync(session.Party));
    }

    [Fact]
    public async Task While_one_is_in_a_party_the_other_creates_none_and_does_not_list_for_it()
    {
        await using PsnWorld world = new();
        (PsnAccount me, PsnAccount other) = await TwoAsync(world);
        await world.JoinAsync(me);
        Assert.Equal("party create", (await world.IllegalAsync(() => other.Parties.CreateAsync("Emu Night"))).Step);
    }

    [Theory]
    [InlineData("create", PartyFaultKind.LostAfter, "a party that it is creating")]
    [InlineData("leave", PartyFaultKind.LostBefore, $"the party {ScriptedParties.Known}")]
    public async Task What_one_may_still_have_open_counts_too(string step, PartyFaultKind fault, string where)
    {
        await using PsnWorld world = new();
        (PsnAccount me, PsnAccount other) = await TwoAsync(world);
        PsnParty wanted = await world.FindAsync(other, ScriptedParties.Other);
        world.Fail(step, fault);
        if (step == "create")
        {
            await world.FindAsync(me);
            await world.FailureAsync(me.Parties.CreateAsync("Emu Night"));
        }
        else
        {
            PsnPartySession session = await world.JoinAsync(me);
            await world.FailureAsync(session.LeaveAsync());
        }

        IllegalStepException refused = await world.IllegalAsync(() => other.Parties.JoinAsync(wanted));
        Assert.Contains(where, refused.Message, StringComparison.Ordinal);
        world.Clock.Advance(PartyWorld.ListFloor);
        await me.Parties.LeaveAsync();
        await world.WalkAsync(other.Parties.JoinAsync(wanted));
    }

    [Fact]
    public async Task Of_two_that_join_at_once_one_gets_in_at_most()
    {
        await using PsnWorld world = new();
        MeetingStore store = new(world.Store);
        world.Family = gameAuth => gameAuth.UseStore(_ => store);
        (PsnAccount me, PsnAccount other) = await TwoAsync(world);
        PsnParty known = await world.FindAsync(me);
        PsnParty wanted = await world.FindAsync(other, ScriptedParties.Other);
        await Task.WhenAll(me.Parties.EndOrphansOnceAsync(CancellationToken.None), other.Parties.EndOrphansOnceAsync(CancellationToken.None));
        world.Service.Clear();

        // Both look at the same moment. Each has recorded its own party by then, so that the first one sees the other's; by the time of the second one's look that may be over.
        store.MeetOnce();
        Task<Exception?>[] joins = [JoinAsync(me, known), JoinAsync(other, wanted)];
        Exception?[] ends = await Task.WhenAll(joins);
        Assert.All(ends.OfType<Exception>(), static refused => Assert.IsType<IllegalStepException>(refused));
        Assert.InRange(ends.Count(static end => end is null), 0, 1);
        Assert.Equal(ends.Count(static end => end is null), world.Service.Count("join"));

        // Who was refused has left nothing that would keep the next one out.
        await me.Parties.LeaveAsync();
        await other.Parties.LeaveAsync();
        await (await world.WalkAsync(me.Parties.JoinAsync(known))).LeaveAsync();
        await world.WalkAsync(other.Parties.JoinAsync(wanted));

        Task<Exception?> JoinAsync(PsnAccount account, PsnParty party) => Record.ExceptionAsync(() => world.WalkAsync(account.Parties.JoinAsync(party)));
    }

    [Fact]
    public async Task Another_account_may_be_in_a_party_of_its_own()
    {
        await using PsnWorld world = new();
        await world.JoinAsync(await world.SignInAsync());
        IPsnAuth psn = await world.StartAsync();
        world.Service.SignsIn = ScriptedReads.Friend;
        PsnAccount friend = await psn.AddAccountAsync(PsnSignIn.Browser(world.Prompt));
        PsnPartySession session = await world.JoinAsync(friend, ScriptedParties.Other);
        Assert.Equal(ScriptedParties.Other, session.Party.Id);
    }

    private static async Task<(PsnAccount First, PsnAccount Second)> TwoAsync(PsnWorld world)
    {
        PsnAccount me = await world.SignInAsync();
        return (me, (await (await world.StartAsync()).FindAsync())!);
    }

    /// <summary>A store in which the next two who list an account's rows wait for each other.</summary>
    private sealed class MeetingStore(ITokenStore inner) : StoreDecorator(inner)
    {
        private readonly TaskCompletionSource _bothAreHere = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _missing;

        public void MeetOnce() => Volatile.Write(ref _missing, 2);

        public override async IAsyncEnumerable<StoredRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (Volatile.Read(ref _missing) > 0 && partition is not null)
            {
                if (Interlocked.Decrement(ref _missing) == 0)
                {
                    _bothAreHere.SetResult();
                }

                await _bothAreHere.Task.WaitAsync(ProviderHarness.Patience, cancellationToken);
            }

            await foreach (StoredRow row in base.ListAsync(partition, cancellationToken))
            {
                yield return row;
            }
        }
    }
}
