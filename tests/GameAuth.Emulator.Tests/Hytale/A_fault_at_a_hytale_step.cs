using System.Globalization;
using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_fault_at_a_hytale_step : HytaleTest
{
    [Fact]
    public async Task Of_429_has_the_gateway_s_body_or_none()
    {
        Emulator.Faults.Add(Fault.TooManyRequests("gateway.profiles", TimeSpan.FromSeconds(7)));
        Emulator.Faults.Add(Fault.TooManyRequests("sessions", TimeSpan.FromSeconds(8)));

        WireAnswer gateway = await Client.GatewayAsync("profiles");
        WireAnswer sessions = await Client.KeysAsync();

        Assert.Equal((429, "RATE_LIMITED", "Too many requests. Please try again later."), gateway.Error());
        Assert.Equal(("7", "8"), (gateway.Header("Retry-After"), sessions.Header("Retry-After")));
        Assert.Equal((HttpStatusCode.TooManyRequests, ""), (sessions.Status, sessions.Text));
    }

    [Fact]
    public async Task May_lose_a_session_that_exists()
    {
        string access = await AccessAsync();
        Emulator.Faults.Add(Fault.DropAfter("hytale.session-new"));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.NewSessionAsync(access));

        Assert.Single(Emulator.Hytale.Sessions);
    }

    [Fact]
    public async Task Before_state_makes_no_session()
    {
        string access = await AccessAsync();
        Emulator.Faults.Add(new Fault { At = "hytale.session-new", Status = 503, Body = "upstream connect error", ContentType = "text/plain" });

        WireAnswer answer = await Client.NewSessionAsync(access);

        Assert.Equal((503, "upstream connect error"), ((int)answer.Status, answer.Text));
        Assert.Empty(Emulator.Hytale.Sessions);
    }

    [Fact]
    public async Task Shifts_the_clock_or_damages_what_is_said()
    {
        string access = await AccessAsync();
        Emulator.Faults.Add(new Fault { At = "hytale.session-new", ClockSkew = TimeSpan.FromMinutes(-10) });
        Emulator.Faults.Add(new Fault { At = "hytale.session-new", Damage = BodyDamage.BadDates });

        WireAnswer behind = await Client.NewSessionAsync(access);
        WireAnswer odd = await Client.NewSessionAsync(access);

        Assert.Equal(Time.GetUtcNow().AddMinutes(50), DateTimeOffset.Parse(behind["expiresAt"], CultureInfo.InvariantCulture));
        Assert.Equal("the day after tomorrow", odd["expiresAt"]);
    }

    [Fact]
    public async Task Reaches_every_step_by_its_name()
    {
        string[] steps =
        [
            "hytale.device-code", "hytale.poll", "hytale.refresh", "hytale.authorize", "hytale.profiles", "hytale.profile", "hytale.session-new",
            "hytale.session-refresh", "hytale.session-end", "hytale.jwks", "hytale.auth-grant", "hytale.auth-token", "gateway.device-code", "gateway.token",
            "gateway.refresh", "gateway.profiles", "gateway.select-profile", "gateway.session-new", "gateway.session-refresh", "gateway.session-delete",
        ];

        foreach (string step in steps) { Emulator.Faults.Add(new Fault { At = step, Status = 500 }); }

        Assert.Equal(steps.Length, Emulator.Faults.Waiting);
        Assert.Equal(500, (int)(await Client.GatewayDeleteAsync("x", "y")).Status);
        Assert.Equal(500, (int)(await Client.EndSessionAsync("x")).Status);
        Assert.Equal(steps.Length - 2, Emulator.Faults.Waiting);
    }
}
