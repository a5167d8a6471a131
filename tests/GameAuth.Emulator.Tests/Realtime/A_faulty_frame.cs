using System.Net.WebSockets;

namespace GameAuth.Emulator.Tests.Realtime;

public sealed class A_faulty_frame : RtaTest
{
    private const string Subscribe = $"""[1,1,"{Quest}"]""";

    public static TheoryData<Fault, string> Replaced { get; } = new()
    {
        { new Fault { At = "rta.subscribe", FrameStatus = 1001 }, "[1,1,1001]" },
        { new Fault { At = "rta", Status = 503, From = 2 }, "[1,1,1002]" },
        { new Fault { At = "rta", Status = 429, From = 2 }, "[1,1,1001]" },
        { new Fault { At = "rta.subscribe", Body = "[9,\"?\"]" }, "[9,\"?\"]" },
        { new Fault { At = "rta.subscribe", Damage = BodyDamage.Empty }, "" },
    };

    [Theory]
    [MemberData(nameof(Replaced))]
    public async Task Replaces_an_answer(Fault fault, string answer)
    {
        Emulator.Faults.Add(fault);
        using RtaClient rta = await ConnectAsync();

        await rta.SendAsync(Subscribe);

        Assert.Equal(answer, await rta.ReceiveAsync());
        Assert.NotNull(Emulator.Log.Of("rta.subscribe").Single().Fault);
        Assert.Equal(fault.Damage is BodyDamage.None ? 0 : 1, Emulator.Xbox.RtaSubscriptions.Count);
    }

    [Fact]
    public async Task Takes_effect_first_when_it_strikes_afterwards()
    {
        Emulator.Faults.Add(new Fault { At = "rta.subscribe", FrameStatus = 1002, AfterState = true });
        using RtaClient rta = await ConnectAsync();

        Assert.Equal("[1,1,1002]", (await rta.AskAsync(Subscribe)).ToJsonString());
        Assert.Equal([Quest], Emulator.Xbox.RtaSubscriptions);
    }

    [Fact]
    public async Task Drops_the_connection()
    {
        Emulator.Faults.Add(Fault.DropBefore("rta.subscribe"));
        using RtaClient rta = await ConnectAsync();

        await rta.SendAsync(Subscribe);

        await Assert.ThrowsAsync<WebSocketException>(rta.ReceiveAsync);
        Assert.Equal(0, Emulator.Xbox.RtaConnections);
    }

    [Fact]
    public async Task Ends_half_way()
    {
        Emulator.Faults.Add(new Fault { At = "rta.subscribe", Damage = BodyDamage.Truncated });
        using RtaClient rta = await ConnectAsync();

        await rta.SendAsync(Subscribe);

        await Assert.ThrowsAsync<WebSocketException>(rta.ReceiveAsync);
    }

    [Fact]
    public async Task Comes_before_the_answer()
    {
        Emulator.Faults.Add(new Fault { At = "rta.subscribe", ExtraFrames = ["[4]", "{\"odd\":"] });
        using RtaClient rta = await ConnectAsync();

        await rta.SendAsync(Subscribe);

        Assert.Equal(("[4]", "{\"odd\":"), (await rta.ReceiveAsync(), await rta.ReceiveAsync()));
        Assert.Equal(0, (await rta.ReadAsync())[2]!.GetValue<int>());
    }

    [Fact]
    public async Task Is_an_event_that_is_too_big()
    {
        using RtaClient rta = await ConnectAsync();
        await rta.AskAsync(Subscribe);
        Emulator.Faults.Add(new Fault { At = "rta.event", Damage = BodyDamage.Huge, HugeBytes = 3_000_000 });

        Emulator.Xbox.Unlock("EmuPlayer1", "1900000101", "7");
        Emulator.Xbox.Unlock("EmuPlayer1", "1900000101", "8");

        Assert.True((await rta.ReceiveAsync())!.Length > 3_000_000);
        Assert.Equal("8", (await rta.ReadAsync())[2]!["progression"]![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Waits_by_the_emulator_s_clock()
    {
        Emulator.Faults.Add(new Fault { At = "rta.subscribe", Delay = TimeSpan.FromMinutes(3) });
        using RtaClient rta = await ConnectAsync();
        await rta.SendAsync(Subscribe);
        Task<string?> answer = rta.ReceiveAsync();
        while (!Time.HasWait(TimeSpan.FromMinutes(3))) { await Task.Yield(); }
        Assert.False(answer.IsCompleted);

        Time.Advance(TimeSpan.FromMinutes(3));

        Assert.StartsWith("[1,1,0,", await answer, StringComparison.Ordinal);
    }
}
