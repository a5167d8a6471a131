using System.Net;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Pd2;

/// <summary>The server is of the newer generation: it waits for a connect packet, and pings.</summary>
public sealed class A_socket_of_engine_io_4 : Pd2Test
{
    private const string Four = "EIO=4&transport=websocket";

    protected override void Configure(EmulatorOptions options, Pd2EmulatorOptions pd2) => (pd2.Generation, pd2.AllowEngine3) = (Pd2Generation.Feathers5, false);

    [Fact]
    public async Task Says_how_much_it_takes_and_lets_in_who_asks()
    {
        using Pd2Client client = await Pd2Client.OpenAsync(Emulator, Four);
        Assert.Equal(1_000_000, JsonNode.Parse((await client.ReceiveAsync())![1..])!["maxPayload"]!.GetValue<int>());

        await client.SendAsync("40{\"token\":1}");

        Assert.StartsWith("40{\"sid\":", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pings_and_closes_without_a_pong()
    {
        using Pd2Client client = await EnteredAsync();
        Time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal("2", await client.ReceiveAsync());
        await client.SendAsync("3");
        await client.SendAsync("420[\"find\",\"game/online\"]");
        await client.ReceiveAsync();
        await Time.WaitsOfAsync(TimeSpan.FromSeconds(25), 2);
        Time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal("2", await client.ReceiveAsync());
        await Time.WaitsOfAsync(TimeSpan.FromSeconds(20), 2);

        Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task Takes_no_ping_from_the_client()
    {
        using Pd2Client client = await EnteredAsync();

        await client.SendAsync("2");

        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task Closes_on_a_client_that_never_enters()
    {
        using Pd2Client client = await Pd2Client.OpenAsync(Emulator, Four);
        await client.ReceiveAsync();

        Time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal("2", await client.ReceiveAsync());
        await client.SendAsync("3");
        Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task Closes_on_a_call_before_that()
    {
        using Pd2Client client = await Pd2Client.OpenAsync(Emulator, Four);
        await client.ReceiveAsync();

        await client.SendAsync("420[\"find\",\"game/online\"]");

        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task Refuses_a_client_of_3()
    {
        using Pd2Client client = await Pd2Client.OpenAsync(Emulator);

        Assert.Equal(HttpStatusCode.BadRequest, client.Socket.HttpStatusCode);
    }

    [Fact]
    public async Task Refuses_surplus_arguments_and_has_no_errors_member()
    {
        using Pd2Client client = await EnteredAsync();

        JsonArray answer = await client.CallAsync(7, "\"find\",\"game/online\",{},{}");

        Assert.Equal(400, CodeOf(answer));
        Assert.Null(answer[0]!["errors"]);
    }

    [Fact]
    public async Task Sends_the_client_away_when_its_token_ends()
    {
        Emulator.Pd2.Lifetimes.Website = TimeSpan.FromSeconds(20);
        using Pd2Client client = await EnteredAsync();
        await SessionAsync(client, Emulator.Pd2.WebsiteTokenOf("EmuTrader"));
        await Time.WaitsOfAsync(TimeSpan.FromSeconds(20), 1);

        Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("41", await client.ReceiveAsync());
        Assert.Equal(0, Emulator.Pd2.Connections);
    }

    private async Task<Pd2Client> EnteredAsync()
    {
        Pd2Client client = await Pd2Client.OpenAsync(Emulator, Four);
        await client.ReceiveAsync();
        await client.SendAsync("40");
        await client.ReceiveAsync();
        return client;
    }
}
