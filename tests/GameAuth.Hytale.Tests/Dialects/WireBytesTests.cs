namespace GameAuth.Hytale.Tests.Dialects;

/// <summary>The eight operations as they leave, to the byte.</summary>
public class WireBytesTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";

    [Fact]
    public async Task Hytale_s_own_services_are_asked_as_its_guide_says()
    {
        AssertLines(
            [
                $"POST https://oauth.accounts.hytale.com/oauth2/device/auth - {Form} client_id=hytale-server&scope=openid%20offline%20auth%3Aserver",
                $"POST https://oauth.accounts.hytale.com/oauth2/token - {Form} client_id=hytale-server&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=emu-device-0001",
                "GET https://account-data.hytale.com/my-account/get-profiles Bearer emu-access-000002 -",
                $"POST https://sessions.hytale.com/game-session/new Bearer emu-access-000002 {Json} {{\"uuid\":\"00000000-0000-4000-8000-000000000001\"}}",
                "POST https://sessions.hytale.com/game-session/refresh Bearer emu-session-000004 -",
                "DELETE https://sessions.hytale.com/game-session Bearer emu-session-000005 -",
                $"POST https://oauth.accounts.hytale.com/oauth2/token - {Form} client_id=hytale-server&grant_type=refresh_token&refresh_token=ory_rt_emu-000002",
                "GET https://account-data.hytale.com/my-account/get-profiles Bearer emu-access-000006 -",
            ],
            await LinesAsync(HytaleDialect.Direct));
    }

    [Fact]
    public async Task A_gateway_is_asked_as_its_documentation_says_with_the_account_beside_it()
    {
        const string At = "POST https://gateway.hytale.test/api/v1/hytale/oauth";
        const string Account = "\"account_id\":\"00000000-0000-4000-8000-0000000000aa\"";
        const string Bearer = $"Bearer emu-access-000002 {Json}";
        AssertLines(
            [
                $"{At}/device-code - {Json} {{}}",
                $"{At}/token - {Json} {{\"device_code\":\"emu-device-0001\"}}",
                $"{At}/profiles {Bearer} {{{Account}}}",
                $"{At}/select-profile {Bearer} {{{Account},\"profile_uuid\":\"00000000-0000-4000-8000-000000000001\"}}",
                $"{At}/game-session/new {Bearer} {{{Account},\"profile_uuid\":\"00000000-0000-4000-8000-000000000001\"}}",
                $"{At}/game-session/refresh {Bearer} {{{Account},\"session_id\":\"emu-session-id-000003\"}}",
                $"{At}/game-session/delete {Bearer} {{{Account},\"session_id\":\"emu-session-id-000003\"}}",
                $"{At}/refresh - {Json} {{{Account},\"refresh_token\":\"ory_rt_emu-000002\"}}",
                $"{At}/profiles Bearer emu-access-000006 {Json} {{{Account}}}",
            ],
            await LinesAsync(HytaleDialect.Gateway));
    }

    [Fact]
    public async Task A_gateway_without_session_ids_knows_a_session_by_its_profile()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Json(
            200, $$"""{"success":true,"session_token":"emu-session-a","identity_token":"emu-identity-a","expires_at":"{{world.Clock.GetUtcNow().AddHours(1):O}}"}"""));
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Miner);
        world.Service.Next("end", () => ScriptedAnswer.Json(200, """{"success":true}"""));
        await session.EndAsync();
        Assert.Contains($"\"profile_uuid\":\"{ScriptedService.Miner}\"", world.Service.Last("end").Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_keeps_the_refreshed_tokens_to_itself_is_told_apart()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Json(200, """{"success":true,"message":"Token refreshed"}"""));
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => me.GetProfilesAsync());
        Assert.Contains("keeps them itself", error.Message, StringComparison.Ordinal);
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    [Theory]
    [InlineData("""{"owner":"00000000-0000-4000-8000-0000000000AA","profiles":null}""", 0)]
    [InlineData("""{"owner":"emu-owner","profiles":[{"uuid":"no uuid","username":"EmuOdd"},{"uuid":"00000000-0000-4000-8000-000000000001"},null]}""", 1)]
    [InlineData("""{"success":true,"owner":"emu-owner","profiles":[{"uuid":"00000000-0000-4000-8000-000000000001","username":"Emu\u001b[2JWarden","entitlements":["game.base",null]}]}""", 1)]
    public async Task Profiles_are_read_as_they_come(string body, int count)
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("profiles", () => ScriptedAnswer.Json(200, body));
        IReadOnlyList<HytaleProfile> profiles = await me.GetProfilesAsync();
        Assert.Equal(count, profiles.Count);
        Assert.DoesNotContain(profiles, static one => one.Username.Contains('\u001b', StringComparison.Ordinal));
    }

    private static void AssertLines(string[] expected, string[] actual) => Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));

    private static async Task<string[]> LinesAsync(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);

        // Else it would be refreshed at its end, behind the session's back.
        world.Service.AccessLifetime = TimeSpan.FromHours(3);
        HytaleAccount me = await world.SignInAsync(await world.StartAsync());
        await me.SelectProfileAsync(ScriptedService.Warden);
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromMinutes(56));
        await HytaleWorld.UntilAsync(() => session.Changes == 1);
        await session.EndAsync();
        world.Clock.Advance(TimeSpan.FromHours(3));
        await me.GetProfilesAsync();
        return [.. world.Service.Sent.Select(static call => call.Line)];
    }
}
