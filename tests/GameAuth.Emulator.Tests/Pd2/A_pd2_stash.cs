using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Pd2;

public sealed class A_pd2_stash : Pd2Test
{
    [Theory]
    [InlineData("emutrader", "{\"softcore\":true,\"ladder\":true}", 3)]
    [InlineData("EmuTrader", "{\"softcore\":true,\"ladder\":false}", 1)]
    [InlineData("emutrader", "{\"softcore\":false,\"ladder\":true}", 0)]
    [InlineData("emutrader2", "{\"softcore\":false,\"ladder\":true}", 1)]
    [InlineData("emutrader", "{}", 3)]
    public async Task Is_of_one_account_mode_and_ladder(string account, string query, int items)
    {
        using Pd2Client client = await SignedInAsync();

        JsonNode stash = (await client.CallAsync(1, $"\"get\",\"game/stash\",\"{account}\",{query}"))[1]!;

        Assert.Equal(items, stash["items"]!.AsArray().Count);
        Assert.NotNull(stash["currency"]);
    }

    [Fact]
    public async Task Of_another_player_is_not_found()
    {
        using Pd2Client client = await SignedInAsync();

        Assert.Equal(404, CodeOf(await client.CallAsync(1, "\"get\",\"game/stash\",\"emubuyer\",{}")));
        Assert.Equal(400, CodeOf(await client.CallAsync(2, "\"get\",\"game/stash\",\"emutrader\",{\"ladder\":\"maybe\"}")));
    }

    [Fact]
    public async Task Has_members_of_unsteady_types()
    {
        using Pd2Client client = await SignedInAsync();

        JsonArray items = (await client.CallAsync(1, "\"get\",\"game/stash\",\"emutrader\",{}"))[1]!["items"]!.AsArray();

        Assert.Equal(["3", "3", "false"], items.Select(one => one!["graphic_id"]!.ToJsonString()));
        Assert.Null(items[2]!["corruptions"]);
    }

    [Fact]
    public async Task Is_exchanged_by_a_test()
    {
        using Pd2Client client = await SignedInAsync();

        Emulator.Pd2.SetStash("EmuTrader", new EmulatedPd2Stash { Account = "emutrader", Items = [new EmulatedPd2Item { Hash = "new", Name = "New" }] });

        Assert.Equal("new", (await client.CallAsync(1, "\"get\",\"game/stash\",\"emutrader\",{}"))[1]!["items"]![0]!["hash"]!.GetValue<string>());
        Assert.Throws<EmulatorException>(() => Emulator.Pd2.SetStash("EmuTrader", new EmulatedPd2Stash { Account = "emubuyer" }));
    }
}
