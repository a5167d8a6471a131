using System.Globalization;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Pd2;

/// <summary>The people of an emulator whose options name none: enough for pages, filters, both modes, an item that is odd, and somebody to trade with.</summary>
internal static class DefaultPd2Data
{
    private static readonly EmulatedPd2Item Mail = new()
    {
        Hash = "emulated-0001", Name = "Emulated Mail", IsEthereal = true, Modifiers = new Dictionary<string, int> { ["item_maxdamage_percent"] = 280, ["lifedrainmindam"] = 8 },
    };

    private static readonly EmulatedPd2Item Ring = new() { Hash = "emulated-0002", Name = "Emulated Band (of Ice)", Quality = "Rare", Modifiers = new Dictionary<string, int> { ["item_fastercastrate"] = 10 } };

    /// <summary>A member that is a flag here and a number there, and one that is null.</summary>
    private static readonly EmulatedPd2Item Charm = new()
    {
        Hash = "emulated-0003", Name = "Emulated Charm", Quality = "Magic", IsCorrupted = true,
        More = new JsonObject { ["graphic_id"] = false, ["corruptions"] = null, ["unknown_since_season"] = 12 },
    };

    public static IReadOnlyList<EmulatedPd2Player> Players { get; } =
    [
        new EmulatedPd2Player
        {
            Username = "EmuTrader", Accounts = ["emutrader", "emutrader2"],
            Stashes =
            [
                new EmulatedPd2Stash { Account = "emutrader", Items = [Mail, Ring, Charm] },
                new EmulatedPd2Stash { Account = "emutrader", IsLadder = false, Items = [Ring with { Hash = "emulated-0004" }] },
                new EmulatedPd2Stash { Account = "emutrader2", IsHardcore = true, Items = [Charm with { Hash = "emulated-0005" }] },
            ],
            Listings = [new EmulatedPd2Listing { Item = Mail, Price = "obo", HrPrice = 2.5 }, new EmulatedPd2Listing { Item = Ring, Price = "Ist" }],
        },
        new EmulatedPd2Player
        {
            Username = "EmuBuyer",
            Stashes = [new EmulatedPd2Stash { Account = "emubuyer", Items = [Ring with { Hash = "emulated-0006" }] }],
            Listings =
            [
                .. Enumerable.Range(1, 12).Select(number => new EmulatedPd2Listing
                {
                    Item = new EmulatedPd2Item
                    {
                        Hash = string.Create(CultureInfo.InvariantCulture, $"emulated-01{number:00}"), Name = string.Create(CultureInfo.InvariantCulture, $"Emulated Blade {number}"),
                        IsCorrupted = number % 3 == 0, Modifiers = new Dictionary<string, int> { ["item_maxdamage_percent"] = number * 20 },
                    },
                    Price = "obo", HrPrice = number / 4.0, IsHardcore = number > 10,
                }),
            ],
        },
        new EmulatedPd2Player { Username = "EmuMule" },
    ];
}
