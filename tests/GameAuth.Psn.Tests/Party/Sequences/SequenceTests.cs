using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace GameAuth.Psn.Tests.Party.Sequences;

/// <summary>Whatever a caller does and whatever fails: the service sees no order, id or timing that it would punish, and nothing is left behind.</summary>
/// <remarks><c>GAMEAUTH_PSN_SEQUENCES=10000</c> plays that many.</remarks>
public class SequenceTests
{
    private const int Usual = 150;

    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_PSN_SEQUENCES"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : Usual;

    [Fact]
    public void No_sequence_does_what_the_service_would_punish_and_none_leaves_anything_behind()
    {
        HashSet<string> reached = new(StringComparer.Ordinal);

        // The usual run plays the same sequences each time; a longer one draws new ones.
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Count);
        Check.One(Count == Usual ? config.WithReplay(20_260, 7_919) : config, Prop.ForAll(PartySequence.Any, sequence => PlayAsync(sequence, reached).GetAwaiter().GetResult()));

        // Sequences that end before the voice would prove nothing of it: each move was drawn, each step was answered well, and each fault was met.
        IEnumerable<string> moves = Enum.GetNames<PartyMove>();
        IEnumerable<string> faults = Enum.GetValues<PartyFaultKind>().Select(static fault => $"{fault}");
        string[] steps = ["list", "invitations", "create", "join", "enter", "rename", "invite", "bridge", "link", "peer", "answer", "reoffer", "read", "peer-end", "bridge-end", "leave"];
        Assert.Empty(Count < Usual ? [] : moves.Concat(faults).Concat(steps).Except(reached, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_leave_whose_answer_is_lost_is_over_when_a_list_shows_it() => Assert.True(await PlayAsync(
        new PartySequence([
            new(PartyMove.List, []), new(PartyMove.Create, [PartyFaultKind.Cut]), new(PartyMove.StopAndStart, [PartyFaultKind.Gone]),
            new(PartyMove.ListNow, [null, PartyFaultKind.Failed]), new(PartyMove.WaitLong, []), new(PartyMove.JoinOther, []),
        ]),
        []));

    [Fact]
    public async Task A_leave_whose_token_is_refused_is_made_again_though_the_refusal_is_cut_off() => Assert.True(await PlayAsync(
        new PartySequence([new(PartyMove.List, []), new(PartyMove.Join, []), new(PartyMove.RefuseToken, []), new(PartyMove.Leave, [PartyFaultKind.Cut])]), []));

    private static async Task<bool> PlayAsync(PartySequence sequence, HashSet<string> reached)
    {
        await using PartyDriver driver = new();
        try
        {
            await driver.PlayAsync(sequence);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{sequence}\n{Log(driver)}\n{failure}");
        }

        reached.UnionWith(sequence.Turns.Select(static turn => $"{turn.Move}"));
        reached.UnionWith(driver.Seen.Select(static call => call.Fault is { } fault ? $"{fault}" : call.Step));
        string[] faults = [.. driver.Wrong, .. driver.World.Service.Violations, .. PartyChecker.Check(driver.Seen), .. driver.Left == 0 ? [] : (string[])[$"{driver.Left} things are left open"]];
        return faults.Length == 0 ? true : throw new InvalidOperationException($"{sequence}\n{Log(driver)}\n{string.Join("\n", faults)}");
    }

    private static string Log(PartyDriver driver) => string.Join("\n", driver.Seen.Select(static (call, at) =>
        $"  {at,2} run {call.Run} {call.Call.At:mm:ss.fff} {call.Step} {call.Status?.ToString(CultureInfo.InvariantCulture) ?? "lost"} {call.Fault} {call.Call.Headers.GetValueOrDefault("x-psn-span-id")} {call.Call.Address.AbsolutePath}"));
}
