using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Pd2;

public sealed class A_pd2_call : Pd2Test
{
    [Fact]
    public async Task Of_no_known_method_is_never_answered()
    {
        using Pd2Client client = await SignedInAsync();
        await client.SendAsync("421[\"frobnicate\",\"market/listing\"]");
        List<string> before = [];

        await client.CallAsync(2, "\"find\",\"game/online\"", before);

        Assert.Empty(before);
        Assert.Equal("no method: not answered", Emulator.Log.Of("pd2.unknown").Single().Note);
    }

    [Theory]
    [InlineData("\"find\",\"market/nothing\"", 404)]
    [InlineData("\"find\"", 404)]
    [InlineData("\"create\",\"game/stash\",{}", 405)]
    [InlineData("\"create\",\"market/listing\",\"x\"", 400)]
    [InlineData("\"get\",\"market/listing\",{}", 400)]
    [InlineData("\"get\",\"market/listing\",\"000000000000000000000000\"", 404)]
    [InlineData("\"find\",\"market/listing\",{\"item.name\":{\"$regex\":\"(\"}}", 400)]
    [InlineData("\"find\",\"market/listing\",{\"price\":{\"$where\":\"1\"}}", 400)]
    public async Task That_is_refused_has_one_error_alone(string arguments, int code)
    {
        using Pd2Client client = await SignedInAsync();

        Assert.Equal(code, CodeOf(await client.CallAsync(5, arguments)));
    }

    [Fact]
    public async Task May_leave_the_query_out_and_have_one_too_many()
    {
        using Pd2Client client = await SignedInAsync();

        Assert.Null((await client.CallAsync(1, "\"find\",\"market/listing\""))[0]);
        Assert.Null((await client.CallAsync(2, "\"find\",\"market/listing\",{},{},1"))[0]);
    }

    [Fact]
    public async Task Without_a_login_is_refused_where_one_is_needed()
    {
        using Pd2Client client = await ConnectAsync();

        Assert.Equal(401, CodeOf(await client.CallAsync(1, "\"find\",\"market/listing\",{}")));
        Assert.Null((await client.CallAsync(2, "\"find\",\"game/online\",{}"))[0]);
    }

    [Fact]
    public async Task That_changes_something_is_told_before_it_is_answered()
    {
        using Pd2Client client = await SignedInAsync();
        using Pd2Client other = await SignedInAsync("EmuBuyer");
        List<string> before = [];

        JsonArray answer = await client.CallAsync(9, """
            "create","market/listing",{"type":"item","item":{"name":"X","hash":"h"},"price":"obo"},{}
            """, before);

        Assert.StartsWith("42[\"market/listing created\",", Assert.Single(before), StringComparison.Ordinal);
        Assert.Equal(before[0], await other.ReceiveAsync());
        Assert.Equal("EmuTrader", Emulator.Pd2.Players[0].Username);
        Assert.Equal(24, answer[1]!["_id"]!.GetValue<string>().Length);
    }

    [Fact]
    public async Task Is_counted_also_when_nobody_answers_it()
    {
        using Pd2Client client = await SignedInAsync();
        Emulator.Faults.Add(new Fault { At = "pd2.stash.get", NoAnswer = true });
        await client.SendAsync("421[\"get\",\"game/stash\",\"emutrader\",{\"softcore\":true,\"ladder\":true}]");
        await client.CallAsync(2, "\"get\",\"game/stash\",\"emutrader\",{\"softcore\":true,\"ladder\":true}");

        Assert.Equal((2, 1), (Emulator.Pd2.Calls["get game/stash"], Emulator.Pd2.Calls["create security/session"]));
    }

    [Fact]
    public async Task Of_the_game_that_comes_too_soon_is_counted()
    {
        using Pd2Client client = await SignedInAsync();
        await client.CallAsync(1, "\"get\",\"game/stash\",\"emutrader\",{}");
        Time.Advance(TimeSpan.FromSeconds(1));
        await client.CallAsync(2, "\"get\",\"game/stash\",\"emutrader\",{}");
        Assert.Equal(0, Emulator.Pd2.HastyCalls);
        Time.Advance(TimeSpan.FromMilliseconds(999));

        Assert.Null((await client.CallAsync(3, "\"get\",\"game/stash\",\"emutrader\",{}"))[0]);

        Assert.Equal(1, Emulator.Pd2.HastyCalls);
    }
}

public sealed class A_hasty_pd2_call : Pd2Test
{
    protected override void Configure(EmulatorOptions options, Pd2EmulatorOptions pd2) => pd2.EnforceGameInterval = true;

    [Fact]
    public async Task Is_refused_by_option()
    {
        using Pd2Client client = await SignedInAsync();
        await client.CallAsync(1, "\"get\",\"game/stash\",\"emutrader\",{}");

        Assert.Equal(429, CodeOf(await client.CallAsync(2, "\"get\",\"game/stash\",\"emutrader\",{}")));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await client.CallAsync(3, "\"get\",\"game/stash\",\"emutrader\",{}"))[0]);
    }
}
