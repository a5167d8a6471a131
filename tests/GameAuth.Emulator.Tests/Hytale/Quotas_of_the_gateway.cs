using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class Quotas_of_the_gateway : HytaleTest
{
    private long Epoch(TimeSpan after) => (Time.GetUtcNow() + after).ToUnixTimeSeconds();

    [Fact]
    public async Task Are_five_codes_in_fifteen_minutes()
    {
        for (int left = 4; left >= 0; left--)
        {
            WireAnswer served = await Client.GatewayAsync("device-code");
            Assert.Equal((200, "5", left.ToString(CultureInfo.InvariantCulture)), ((int)served.Status, served.Header("X-RateLimit-Limit"), served.Header("X-RateLimit-Remaining")));
            Assert.Equal(Epoch(TimeSpan.FromMinutes(15)).ToString(CultureInfo.InvariantCulture), served.Header("X-RateLimit-Reset"));
        }

        Time.Advance(TimeSpan.FromMinutes(14));
        WireAnswer refused = await Client.GatewayAsync("device-code");
        string reset = Epoch(TimeSpan.FromMinutes(1)).ToString(CultureInfo.InvariantCulture);
        Assert.Equal((429, "RATE_LIMITED", "Too many requests. Please try again later."), refused.Error());
        Assert.Equal(("0", reset), (refused.Header("X-RateLimit-Remaining"), refused.Header("X-RateLimit-Reset")));
        Assert.Equal($$"""{"X-RateLimit-Limit":"5","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"{{reset}}"}""", refused.Json["headers"]!.ToJsonString());
        Assert.Null(refused.Header("Retry-After"));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (int)(await Client.GatewayAsync("device-code")).Status);
    }

    [Fact]
    public async Task Are_ten_polls_in_five_minutes_for_each_code()
    {
        Emulator.SignIns.Default = new SignInScript { Decision = SignInDecision.Never };
        string code = (await Client.GatewayAsync("device-code"))["device_code"];
        string other = (await Client.GatewayAsync("device-code"))["device_code"];
        for (int poll = 0; poll < 10; poll++) { Assert.Equal(401, (int)(await Client.GatewayPollAsync(code)).Status); }

        Assert.Equal(429, (int)(await Client.GatewayPollAsync(code)).Status);
        Assert.Equal(401, (int)(await Client.GatewayPollAsync(other)).Status);
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(401, (int)(await Client.GatewayPollAsync(code)).Status);
    }

    [Fact]
    public async Task Are_six_refreshes_an_hour()
    {
        string token = (await Client.GatewaySignInAsync())["refresh_token"];
        for (int refresh = 0; refresh < 6; refresh++) { token = (await Client.GatewayRefreshAsync(token))["refresh_token"]; }

        WireAnswer seventh = await Client.GatewayRefreshAsync(token);

        Assert.Equal((429, "RATE_LIMITED", "Token refresh limit exceeded"), seventh.Error());
        Assert.Null(seventh.Json["headers"]);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (int)(await Client.GatewayRefreshAsync(token)).Status);
    }

    [Fact]
    public async Task Are_twenty_an_hour_of_each_other_call()
    {
        string access = (await Client.GatewaySignInAsync())["access_token"];
        for (int call = 0; call < 20; call++) { Assert.Equal(200, (int)(await Client.GatewayAsync("profiles", bearer: access)).Status); }

        Assert.Equal(429, (int)(await Client.GatewayAsync("profiles", bearer: access)).Status);
        Assert.Equal("19", (await Client.GatewaySessionAsync(access)).Header("X-RateLimit-Remaining"));
        Emulator.Hytale.ClearLimits();
        Assert.Equal(200, (int)(await Client.GatewayAsync("profiles", bearer: access)).Status);
    }

    [Fact]
    public async Task Stand_on_refusals_too()
    {
        WireAnswer refused = await Client.GatewayAsync("profiles");

        Assert.Equal((401, "20", "19"), ((int)refused.Status, refused.Header("X-RateLimit-Limit"), refused.Header("X-RateLimit-Remaining")));
    }

    [Fact]
    public async Task Do_not_hold_at_the_official_hosts_unless_told_so()
    {
        for (int call = 0; call < 6; call++) { Assert.Equal(200, (int)(await Client.HytaleDeviceAsync()).Status); }
        Assert.Null((await Client.HytaleDeviceAsync()).Header("X-RateLimit-Limit"));
        EmulatorOptions options = new() { TimeProvider = Time, Providers = { "hytale" } };
        options.Hytale.EnforceDirectLimits = true;
        await using GameAuthEmulator strict = await GameAuthEmulator.StartAsync(options);
        using WireClient client = new(strict);
        for (int call = 0; call < 5; call++) { Assert.Equal(200, (int)(await client.HytaleDeviceAsync()).Status); }

        WireAnswer refused = await client.HytaleDeviceAsync();

        Assert.Equal((429, "900", null), ((int)refused.Status, refused.Header("Retry-After"), refused.Header("X-RateLimit-Limit")));
    }

    [Fact]
    public async Task May_be_one_for_all_hourly_calls()
    {
        (GameAuthEmulator emulator, WireClient client) = await StartAsync(hytale => hytale.SharedHourlyLimit = true);
        await using (emulator)
        using (client)
        {
            string access = (await client.GatewaySignInAsync())["access_token"];
            for (int call = 0; call < 19; call++) { await client.GatewayAsync("profiles", bearer: access); }

            WireAnswer last = await client.GatewaySessionAsync(access);

            Assert.Equal((200, "0"), ((int)last.Status, last.Header("X-RateLimit-Remaining")));
            Assert.Equal(429, (int)(await client.GatewayAsync("select-profile", new JsonObject(), access)).Status);
        }
    }

    [Fact]
    public async Task May_be_buckets_that_tell_of_a_whole_window_and_mean_less()
    {
        (GameAuthEmulator emulator, WireClient client) = await StartAsync(hytale => hytale.LimiterStyle = HytaleLimiterStyle.TokenBucket);
        await using (emulator)
        using (client)
        {
            for (int call = 0; call < 5; call++) { await client.GatewayAsync("device-code"); }
            Time.Advance(TimeSpan.FromMinutes(2));
            WireAnswer refused = await client.GatewayAsync("device-code");

            Assert.Equal((429, "900", Epoch(TimeSpan.FromMinutes(15)).ToString(CultureInfo.InvariantCulture)), ((int)refused.Status, refused.Header("Retry-After"), refused.Header("X-RateLimit-Reset")));
            Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(200, (int)(await client.GatewayAsync("device-code")).Status);
        }
    }

    private async Task<(GameAuthEmulator Emulator, WireClient Client)> StartAsync(Action<HytaleEmulatorOptions> set)
    {
        EmulatorOptions options = new() { TimeProvider = Time, Providers = { "hytale" } };
        set(options.Hytale);
        GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
        return (emulator, new WireClient(emulator, Time));
    }
}
