using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace GameAuth.Server.Tests.Sessions.Model;

/// <summary>All orders of what tabs, a thief, a logout, the network, nodes, time and a store that is set back can do to one session, over the real engine.</summary>
public sealed class RotationModelTests(ITestOutputHelper output)
{
    private const int Usual = 500;

    // How many long orders are tried of each scenario. More by the environment, for a night.
    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_SERVER_RUNS"), out int runs) ? runs : Usual;

    private static readonly Scenario[] Short =
    [
        new("two tabs at once, replies get lost") { Tabs = [2, 2], LostReplies = 1, Ticks = 2 },
        new("two tabs at once, bound, replies get lost") { IsBound = true, Tabs = [2, 1], LostReplies = 1, Ticks = 3, Calls = 1 },
        new("two tabs, nodes and stores fail") { Tabs = [2, 1], Faults = 1, LostReplies = 1, Ticks = 2 },
        new("two tabs, bound, nodes and stores fail") { IsBound = true, Tabs = [2, 1], Faults = 1, Ticks = 3, Calls = 1 },
        new("a tab and a thief") { Tabs = [2], Thief = 2, Steals = 1, Ticks = 2, Calls = 1 },
        new("two tabs and a thief") { Tabs = [1, 1], Thief = 1, Steals = 1, Ticks = 2, LostReplies = 1 },
        new("a tab and a thief without the key") { IsBound = true, Tabs = [2], Thief = 2, Steals = 2, Ticks = 2, LostReplies = 1, Calls = 1 },
        new("a logout beside two tabs and slow signing") { Tabs = [1, 1], Logouts = 1, Ticks = 1, Faults = 1, IsIssuerSlow = true },
        new("a logout beside a tab and a thief") { Tabs = [1], Thief = 1, Steals = 1, Logouts = 1, Ticks = 2 },
        new("a session that runs out") { Tabs = [2, 1], Weeks = 2, Ticks = 1, LostReplies = 1, IsIssuerSlow = true },
        new("a store that is set back under two tabs") { Tabs = [2, 1], SetBacks = 1, Ticks = 1, LostReplies = 1 },
        new("a store that is set back, bound") { IsBound = true, Tabs = [2, 1], SetBacks = 1, Ticks = 1, Calls = 1 },
        new("a store that is set back under a tab and a thief") { Tabs = [2], Thief = 1, Steals = 1, SetBacks = 1, Ticks = 2 },
        new("a store that is set back, and a logout") { Tabs = [2], Logouts = 1, SetBacks = 1, Ticks = 1 },
    ];

    private static readonly Scenario[] Long =
    [
        new("everything, unbound") { Tabs = [6, 6], Thief = 3, Steals = 2, Logouts = 1, LostReplies = 3, Faults = 3, Ticks = 8, Weeks = 1, Calls = 6, SetBacks = 1, IsIssuerSlow = true },
        new("everything, bound") { IsBound = true, Tabs = [6, 6], Thief = 3, Steals = 2, Logouts = 1, LostReplies = 3, Faults = 3, Ticks = 8, Weeks = 1, Calls = 6, SetBacks = 1, IsIssuerSlow = true },
        new("honest tabs, unbound") { Tabs = [8, 8], LostReplies = 3, Faults = 3, Ticks = 6, Calls = 8, IsIssuerSlow = true },
        new("honest tabs, bound") { IsBound = true, Tabs = [8, 8], LostReplies = 4, Faults = 4, Ticks = 8, Calls = 8 },
        new("tabs and a thief") { Tabs = [5, 5], Thief = 5, Steals = 3, LostReplies = 2, Ticks = 8, Calls = 5 },
        new("a store that is set back") { Tabs = [6, 6], Thief = 2, Steals = 1, SetBacks = 3, LostReplies = 2, Ticks = 6, Calls = 4 },
    ];

    public static TheoryData<string> ShortNames => [.. Short.Select(scenario => scenario.Name)];

    public static TheoryData<string> LongNames => [.. Long.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(ShortNames))]
    public void Every_order_keeps_the_rules(string name)
    {
        Explored explored = Explorer.Explore(Array.Find(Short, scenario => scenario.Name == name)!);
        output.WriteLine($"{name}: {explored.Interleavings:N0} orders, {explored.States:N0} states, {explored.Moves:N0} moves");
        Assert.True(explored.Interleavings > 1000, "The scenario is too small to say anything.");
    }

    [Theory]
    [MemberData(nameof(LongNames))]
    public void Long_orders_keep_the_rules(string name)
    {
        Scenario scenario = Array.Find(Long, scenario => scenario.Name == name)!;

        // The usual run plays the same orders each time; a longer one draws new ones.
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Runs);
        Check.One(Runs == Usual ? config.WithReplay(20_262, 7_919) : config, Prop.ForAll(Gen.Choose(0, 10_000).ArrayOf(120).ToArbitrary(), choices => Explorer.Follow(scenario, choices)));
    }
}
