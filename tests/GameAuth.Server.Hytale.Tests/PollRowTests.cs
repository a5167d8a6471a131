using GameAuth.Emulator;
using GameAuth.Hytale;
using GameAuth.Server.Hytale.Tests.World;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>The row of a device code where nodes die, write at the same time, or fail, and how long it is kept.</summary>
public class PollRowTests : GatewayTest
{
    private const string Step = "hytale.poll";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_poll_that_a_dead_node_has_begun_is_made_by_another_one_half_a_minute_later()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(Interval);
        await WriteAsync(world, await FindAsync(world, device), row => row with { PolledUntil = world.Clock.GetUtcNow().AddSeconds(35) });
        Assert.Equal((401, "5"), (await PollAsync(world, device)) is { } waits ? (waits.Status, waits.Find("retry_after")) : default);
        await world.PassAsync(TimeSpan.FromSeconds(34));
        Assert.Equal(401, (await PollAsync(world, device, node: 1)).Status);
        Assert.Equal(0, world.Calls(Step));
        await world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await PollAsync(world, device, node: 1)).Status);
        Assert.Equal(1, world.Calls(Step));
    }

    [Fact]
    public async Task A_node_that_polls_has_the_row_for_half_a_minute()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, _) = await world.RequestCodeAsync();
        await world.PassAsync(Interval);
        DateTimeOffset? until = null;
        using IDisposable watching = world.Emulator.Log.Subscribe(one => until = one.Step == Step ? FindAsync(world, device).AsTask().GetAwaiter().GetResult().Value.PolledUntil : until);
        Assert.Equal(401, (await PollAsync(world, device)).Status);
        Assert.Equal(world.Clock.GetUtcNow().AddSeconds(35), until);
        Assert.Null((await FindAsync(world, device)).Value.PolledUntil);
    }

    [Fact]
    public async Task An_approval_goes_before_what_another_node_has_written_meanwhile()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(Interval);
        int writes = 0;
        using IDisposable watching = world.Emulator.Log.Subscribe(one =>
        {
            // The code is redeemed, and Hytale is asked whose account it is. Another node, which took this one for dead, was told that it is spent.
            if (one.Step == "hytale.profiles" && writes++ == 0)
            {
                Held<DeviceCodeRow> held = FindAsync(world, device).AsTask().GetAwaiter().GetResult();
                WriteAsync(world, held, static row => row with { State = DeviceCodeState.Expired, PolledUntil = null }).GetAwaiter().GetResult();
            }
        });
        Answer answer = await PollAsync(world, device);
        Assert.Equal((200, 1), (answer.Status, writes));
        Answer again = await PollAsync(world, device, node: 1);
        Assert.Equal((200, answer.Text("refresh_token")), (again.Status, again.Text("refresh_token")));
    }

    [Fact]
    public async Task A_poll_that_failed_is_made_again_when_the_next_one_is_due()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Faults.Add(new Fault { At = Step, Status = 401, Body = """{"error":"invalid_client"}""" });
        await world.PassAsync(Interval);
        Assert.Equal("SERVICE_ERROR", (await PollAsync(world, device)).Find("code"));
        Assert.DoesNotContain(HytaleGatewayEventNames.AuthFailed, world.Events.Names);
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(Interval);
        Assert.Equal(200, (await PollAsync(world, device)).Status);
    }

    [Fact]
    public async Task A_code_is_remembered_for_ten_minutes_after_its_end_and_then_deleted()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, _) = await world.RequestCodeAsync();
        Held<DeviceCodeRow> held = await FindAsync(world, device);
        await world.PassAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(404, (await PollAsync(world, device)).Status);
        for (int i = 0; i < 9; i++)
        {
            await world.PassAsync(TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(404, (await PollAsync(world, device)).Status);
        for (int i = 0; i < 20 && await world.Store.FindWorkAsync("hytale-code", held.Id, CancellationToken.None) is not null; i++)
        {
            await world.PassAsync(TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        Assert.Null(await world.Store.FindWorkAsync("hytale-code", held.Id, CancellationToken.None));
        Assert.Equal((400, "INVALID_DEVICE_CODE"), (await PollAsync(world, device)) is { } gone ? (gone.Status, gone.Find("code")) : default);
    }

    private static async ValueTask<Held<DeviceCodeRow>> FindAsync(GatewayWorld world, string device) => (await world.Services().GetRequiredService<DeviceCodes>().FindAsync(device, CancellationToken.None))!;

    private static async Task WriteAsync(GatewayWorld world, Held<DeviceCodeRow> held, Func<DeviceCodeRow, DeviceCodeRow> change)
    {
        SealedWork work = new(world.Store, world.Services().GetRequiredService<ITokenProtector>());
        Assert.NotNull(await work.TrySaveAsync(RowForms.DeviceCodes, held with { Value = change(held.Value) }, world.Clock.GetUtcNow().AddHours(1), CancellationToken.None));
    }

    private static Task<Answer> PollAsync(GatewayWorld world, string device, int node = 0) => world.PostAsync("/token", GatewayWorld.Body("device_code", device), node: node);
}
