using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class Discord_faults : DiscordTest
{
    [Theory]
    [InlineData(DiscordRateLimitScope.User, """{"message":"You are being rate limited.","retry_after":1.5,"global":false}""", "user", null)]
    [InlineData(DiscordRateLimitScope.Global, """{"message":"You are being rate limited.","retry_after":1.5,"global":true}""", "global", "true")]
    [InlineData(DiscordRateLimitScope.Shared, """{"message":"The resource is being rate limited.","retry_after":1.5,"global":false}""", "shared", null)]
    public async Task Have_the_service_s_own_rate_limit(DiscordRateLimitScope scope, string body, string header, string? global)
    {
        Emulator.Faults.Add(Fault.DiscordRateLimit("discord.authorization", TimeSpan.FromSeconds(1.5), scope));

        WireAnswer answer = await Client.DiscordMeAsync("nobody");

        Assert.Equal((429, body, "2"), ((int)answer.Status, answer.Text, answer.Header("Retry-After")));
        Assert.Equal((header, global), (answer.Header("X-RateLimit-Scope"), answer.Header("X-RateLimit-Global")));
    }

    [Theory]
    [InlineData(429, """{"message":"You are being rate limited.","retry_after":3,"global":false}""")]
    [InlineData(401, """{"message":"401: Unauthorized","code":0}""")]
    [InlineData(404, """{"message":"404: Not Found","code":0}""")]
    [InlineData(503, "")]
    public async Task Have_the_body_that_is_known_of_a_status(int status, string body)
    {
        Emulator.Faults.Add(new Fault { At = "discord", Status = status, RetryAfter = TimeSpan.FromSeconds(3) });

        WireAnswer answer = await Client.DiscordMeAsync("nobody");

        Assert.Equal((status, body, "3"), ((int)answer.Status, answer.Text, answer.Header("Retry-After")));
    }

    [Fact]
    public async Task Keep_a_code_for_later_or_use_it_up()
    {
        string kept = Emulator.Discord.CreateActivityCode("emunova");
        string used = Emulator.Discord.CreateActivityCode("emunova");
        Emulator.Faults.Add(Fault.DropBefore("discord.code"));
        Emulator.Faults.Add(Fault.DropAfter("discord.code", times: 1) with { From = 2 });

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.DiscordCodeAsync(kept));
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.DiscordCodeAsync(used));

        Assert.Equal(200, (int)(await Client.DiscordCodeAsync(kept)).Status);
        Assert.Equal(DiscordFlow.BadCode, (await Client.DiscordCodeAsync(used)).Text);
    }

    [Theory]
    [InlineData(BodyDamage.Html, "<!DOCTYPE html>")]
    [InlineData(BodyDamage.Empty, "")]
    [InlineData(BodyDamage.HalfJson, """{"application":{"id":""")]
    [InlineData(BodyDamage.NullStrings, """{"application":{"id":null""")]
    [InlineData(BodyDamage.BadDates, "\"expires\":\"the day after tomorrow\"")]
    [InlineData(BodyDamage.NineFractionDigits, "\"expires\":\"2026-01-09T03:04:05.000000789+00:00\"")]
    [InlineData(BodyDamage.UnknownFields, "zzUnknownText")]
    [InlineData(BodyDamage.DuplicateKeys, "\"application\":null")]
    public async Task Damage_an_answer(BodyDamage damage, string part)
    {
        string token = Emulator.Discord.IssueAccessToken("emunova");
        Emulator.Faults.Add(new Fault { At = "discord.authorization", Damage = damage });

        WireAnswer answer = await Client.DiscordMeAsync(token);

        Assert.Equal(200, (int)answer.Status);
        Assert.Contains(part, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("discord.code")]
    [InlineData("discord.refresh")]
    [InlineData("discord.revoke")]
    [InlineData("discord.authorization")]
    [InlineData("discord.user")]
    [InlineData("discord.instance")]
    [InlineData("discord.authorize")]
    [InlineData("discord.token")]
    public async Task Strike_every_step_after_their_time(string step)
    {
        Emulator.Faults.Add(new Fault { At = step, Status = 500, Delay = TimeSpan.FromSeconds(7) });

        WireAnswer answer = step switch
        {
            "discord.code" => await Client.DiscordCodeAsync("nobody"),
            "discord.refresh" => await Client.DiscordRefreshAsync("nobody"),
            "discord.revoke" => await Client.DiscordFormAsync("/api/oauth2/token/revoke", null),
            "discord.authorization" => await Client.DiscordMeAsync("nobody"),
            "discord.user" => await Client.DiscordGetAsync("/api/users/@me", null),
            "discord.instance" => await Client.DiscordGetAsync("/api/applications/1/activity-instances/2", null),
            "discord.authorize" => await Client.DiscordAuthorizeAsync(),
            _ => await Client.DiscordTokenAsync(("grant_type", "password")),
        };

        Assert.Equal(500, (int)answer.Status);
        Assert.True(Time.HasWait(TimeSpan.FromSeconds(7)));
    }
}
