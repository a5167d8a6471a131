using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace GameAuth.Psn.Tests.Party.Sequences;

/// <summary>Whatever a caller does and whatever fails: the service sees no order, id or timing that it would punish, and nothing is left behind.</summary>
/// <remarks><c>GAMEAUTH_PSN_SEQUENCES=10000</c> plays that many.</remarks>
public class SequenceTests
{
    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_PSN_SEQUENCES"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 150;

    [Fact]
    public void No_sequence_does_what_the_service_would_punish_and_none_leaves_anything_behind() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Count), Prop.ForAll(PartySequence.Any, static sequence => PlayAsync(sequence).GetAwaiter().GetResult()));

    private static async Task<bool> PlayAsync(PartySequence sequence)
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

        string[] faults = [.. driver.Wrong, .. driver.World.Service.Violations, .. PartyChecker.Check(driver.Seen), .. driver.Left == 0 ? [] : (string[])[$"{driver.Left} things are left open"]];
        return faults.Length == 0 ? true : throw new InvalidOperationException($"{sequence}\n{Log(driver)}\n{string.Join("\n", faults)}");
    }

    private static string Log(PartyDriver driver) => string.Join("\n", driver.Seen.Select(static (call, at) =>
        $"  {at,2} run {call.Run} {call.Call.At:mm:ss.fff} {call.Step} {call.Status?.ToString(CultureInfo.InvariantCulture) ?? "lost"} {call.Fault} {call.Call.Headers.GetValueOrDefault("x-psn-span-id")} {call.Call.Address.AbsolutePath}"));
}
