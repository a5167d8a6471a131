using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Faults;

public sealed class A_fault_strikes : EmulatorTest
{
    [Fact]
    public async Task As_often_as_it_says_from_the_request_it_says()
    {
        Emulator.Faults.Add(new Fault { At = "device.authenticate", From = 2, Times = 2, Status = 503 });

        Assert.Equal([200, 503, 503, 200], await StatusesAsync(4));
        Assert.Equal(0, Emulator.Faults.Waiting);
    }

    [Fact]
    public async Task For_ever_until_it_is_taken_back()
    {
        Emulator.Faults.Add(Fault.EmptyForbidden("device", times: null));

        Assert.Equal([403, 403, 403], await StatusesAsync(3));
        Emulator.Faults.Clear();
        Assert.Equal([200], await StatusesAsync(1));
    }

    [Fact]
    public async Task In_the_order_of_addition_one_per_request()
    {
        Emulator.Faults.Add(new Fault { At = "device.authenticate", Status = 500 });
        Emulator.Faults.Add(new Fault { At = "device.authenticate", Status = 502 });

        Assert.Equal([500, 502, 200], await StatusesAsync(3));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("login")]
    [InlineData("login.connect")]
    public async Task At_a_step_a_host_or_everywhere(string at)
    {
        Emulator.Faults.Add(new Fault { At = at, Times = null, Status = 418 });

        Assert.Equal(418, (int)(await Client.ConnectAsync()).Status);
        Assert.Equal(at == "*" ? 418 : 200, (int)(await Client.DeviceAsync()).Status);
    }

    [Fact]
    public async Task Without_effect_on_what_the_service_remembers_unless_it_says_so()
    {
        string token = (await Client.SignInAsync())["refresh_token"];
        Emulator.Faults.Add(new Fault { At = "login.refresh", Status = 500 });
        await Client.RefreshAsync(token);
        string next = (await Client.RefreshAsync(token))["refresh_token"];
        Emulator.Faults.Add(new Fault { At = "login.refresh", Status = 500, AfterState = true });
        await Client.RefreshAsync(next);

        Assert.Equal("invalid_grant", (await Client.RefreshAsync(next))["error"]);
    }

    [Fact]
    public async Task With_status_body_headers_and_content_type()
    {
        Emulator.Faults.Add(new Fault
        {
            At = "xsts", Status = 503, Body = "<down>", ContentType = "text/html", Headers = new Dictionary<string, string> { ["MS-CV"] = "emu.1" },
        });

        WireAnswer answer = await Client.XstsAsync(XboxFlow.XstsBody("x"));

        Assert.Equal((503, "<down>", "emu.1"), ((int)answer.Status, answer.Text, answer.Header("MS-CV")));
        Assert.Equal("text/html", answer.Message.Content.Headers.ContentType!.ToString());
        Assert.Equal("status 503, body, headers", Emulator.Log.Events.Single().Fault);
    }

    [Fact]
    public async Task With_a_header_on_an_honest_answer()
    {
        Emulator.Faults.Add(new Fault { At = "device", Headers = new Dictionary<string, string> { ["X-Test"] = "1" } });

        WireAnswer answer = await Client.DeviceAsync();

        Assert.Equal((HttpStatusCode.OK, "1"), (answer.Status, answer.Header("X-Test")));
    }

    [Fact]
    public async Task With_a_delay_by_the_emulators_clock()
    {
        Emulator.Faults.Add(new Fault { At = "device", Delay = TimeSpan.FromMinutes(3) });

        WireAnswer answer = await Client.DeviceAsync();

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(TimeSpan.FromMinutes(3), Time.Waits);
    }

    [Fact]
    public async Task With_another_clock_for_one_request()
    {
        Emulator.Faults.Add(new Fault { At = "device", ClockSkew = TimeSpan.FromHours(-1) });

        WireAnswer answer = await Client.DeviceAsync();

        Assert.Equal(Time.GetUtcNow().AddHours(-1), answer.Message.Headers.Date);
        Assert.Equal("2026-01-02T02:04:05.0000000Z", answer["IssueInstant"]);
    }

    [Theory]
    [InlineData("nowhere", 1, 1, 200)]
    [InlineData("device", 0, 1, 200)]
    [InlineData("device", 1, 0, 200)]
    [InlineData("device", 1, 1, 99)]
    public void Only_if_it_makes_sense(string at, int from, int times, int status)
    {
        EmulatorException error = Assert.Throws<EmulatorException>(() => Emulator.Faults.Add(new Fault { At = at, From = from, Times = times, Status = status }));

        Assert.Contains($"'{at}'", error.Message, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<int>> StatusesAsync(int count)
    {
        List<int> statuses = [];
        for (int request = 0; request < count; request++) { statuses.Add((int)(await Client.DeviceAsync()).Status); }
        return statuses;
    }
}
