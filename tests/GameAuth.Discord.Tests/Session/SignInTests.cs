using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GameAuth.Discord.Tests.World;
using GameAuth.Server;

namespace GameAuth.Discord.Tests.Session;

/// <summary>The doors, against a real session server and the emulated Discord.</summary>
public class SignInTests
{
    [Fact]
    public async Task A_browser_leads_to_a_session_and_a_restart_asks_nobody()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        DiscordAccount me = await world.WalkAsync(app.Discord.SignInAsync(DiscordSignIn.Browser(app)));
        Assert.Equal((world.Emulator.Discord.IdOf(BackendWorld.Player), 1, 200), (me.DiscordId, app.Asked, await app.CallAsync(me)));
        Assert.Contains("scope=identify&", app.Page!.Query + "&", StringComparison.Ordinal);
        Assert.Contains("code_challenge_method=S256", app.Page.Query, StringComparison.Ordinal);
        Assert.All(app.Sent, sent => Assert.DoesNotContain("Origin", sent.Headers.Keys, StringComparer.OrdinalIgnoreCase));
        Assert.Equal(me.Id, (await world.WalkAsync(app.Discord.SignInAsync(DiscordSignIn.Browser(app)))).Id);

        ClientApp again = await world.StartAppAsync();
        DiscordAccount still = await world.WalkAsync(again.Discord.SignInAsync(DiscordSignIn.Browser(again)));
        Assert.Equal((me.Id, 0, 200), (still.Id, again.Asked, await again.CallAsync(still)));
    }

    [Fact]
    public async Task A_code_of_an_activity_leads_to_a_session_whose_refresh_token_is_bound_to_the_key()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        DiscordAccount me = await app.SignInAsync();
        Assert.Equal((world.Emulator.Discord.IdOf(BackendWorld.Player), 200, null), (me.DiscordId, await app.CallAsync(me), me.SignInExpiresAt));

        // Without the nonce of the server the first proof is refused; the second one has it, and the body is the same.
        SentRequest[] sent = [.. app.Sent.Where(static one => one.Path == "/api/auth/discord/exchange")];
        Assert.Equal(2, sent.Length);
        Assert.Equal(sent[0].Body, sent[1].Body);
        Assert.NotEqual(sent[0].Headers["DPoP"], sent[1].Headers["DPoP"]);
    }

    [Fact]
    public async Task What_the_embedded_sdk_answers_leads_to_a_session_and_names_the_player()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        string answer = JsonSerializer.Serialize(new
        {
            access_token = world.Emulator.Discord.IssueAccessToken(BackendWorld.Player),
            user = new { id = world.Emulator.Discord.IdOf(BackendWorld.Player), username = "emunova", global_name = "Emu Nova", public_flags = 64 },
            scopes = new object[] { "identify", -1 },
            expires = world.Clock.GetUtcNow().AddDays(7).ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz"),
            application = new { id = app.Provider.Options.ClientId, name = "Emulated Activity" },
        });
        DiscordAccount me = await world.WalkAsync(app.Discord.SignInAsync(DiscordSignIn.Activity(DiscordActivityAuth.FromSdkAnswer(new Secret(answer)))));
        Assert.Equal((world.Emulator.Discord.IdOf(BackendWorld.Player), "Emu Nova"), (me.DiscordId, me.DisplayName));

        DiscordActivityAuth token = DiscordActivityAuth.FromAccessToken(
            new Secret(world.Emulator.Discord.IssueAccessToken(BackendWorld.Player)), world.Clock.GetUtcNow().AddDays(7), app.Provider.Options.ClientId);
        Assert.Equal(me.Id, (await world.WalkAsync(app.Discord.AddAccountAsync(DiscordSignIn.Activity(token)))).Id);
    }

    [Fact]
    public async Task What_is_for_another_application_is_not_sent()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        DiscordActivityAuth token = DiscordActivityAuth.FromAccessToken(new Secret("emu-token"), world.Clock.GetUtcNow().AddDays(7), "930000000000000002");
        await Assert.ThrowsAsync<ProviderException>(() => app.Discord.SignInAsync(DiscordSignIn.Activity(token)));
        Assert.Empty(app.Sent);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{"access_token":"a b","user":{"id":"1"},"scopes":[],"expires":"2026-01-01T00:00:00Z","application":{"id":"1"}}""")]
    public void An_answer_that_is_none_of_the_sdks_is_refused_and_not_quoted(string answer)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => DiscordActivityAuth.FromSdkAnswer(new Secret(answer)));
        Assert.DoesNotContain("a b", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lost_answer_of_an_exchange_is_asked_for_again_and_costs_no_new_consent()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        int lost = 0;
        app.Between = async (request, pass) =>
        {
            HttpResponseMessage answer = await pass();
            return request.RequestUri!.AbsolutePath.EndsWith("/exchange", StringComparison.Ordinal) && answer.IsSuccessStatusCode && lost++ == 0
                ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke.")
                : answer;
        };
        DiscordAccount me = await app.SignInAsync();
        Assert.Equal((2, 1, 200), (lost, app.Asked, await app.CallAsync(me)));
        Assert.Equal(1, world.Emulator.Log.Count("discord.code"));
    }

    [Fact]
    public async Task A_nonce_that_was_used_is_replaced_by_a_fresh_one_once()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        const string Reused = """{"error":"nonce_reused","message":"This nonce was used.","recoverable":true,"retry_after_ms":0}""";
        world.Backend.Answer("/api/auth/discord/exchange", 409, Reused);
        DiscordAccount me = await app.SignInAsync();
        Assert.Equal(200, await app.CallAsync(me));
        Assert.Equal(2, app.Sent.Where(static one => one.Path.EndsWith("/exchange", StringComparison.Ordinal)).Select(static one => JsonDocument.Parse(one.Body).RootElement.GetProperty("client_nonce").GetString()).Distinct().Count());

        world.Backend.Answer("/api/auth/discord/exchange", 409, Reused, times: 2);
        int before = app.Sent.Count;
        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() => app.SignInAsync(forcePrompt: true));
        Assert.Equal(("nonce_reused", 2), (refused.Code, app.Sent.Count - before));
    }

    [Fact]
    public async Task A_code_that_discord_does_not_know_is_told_so_that_the_player_can_try_again()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        DiscordActivityAuth wrong = DiscordActivityAuth.FromCode(new Secret("emu-made-up-code"), new Secret(BackendWorld.Verifier));
        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(app.Discord.SignInAsync(DiscordSignIn.Activity(wrong))));
        Assert.Equal((401, "invalid_discord_auth", false), (refused.Status, refused.Code, refused.IsTransient));
        Assert.Contains("sign in again", refused.UserMessage, StringComparison.OrdinalIgnoreCase);
        Assert.Null(await app.Discord.FindAsync());
    }

    [Fact]
    public async Task A_server_that_delivers_by_cookie_is_a_mistake_that_is_named()
    {
        await using BackendWorld world = await BackendWorld.StartAsync(delivery: RefreshTokenDelivery.Cookie);
        ClientApp app = await world.StartAppAsync();
        GameAuthConfigurationException wrong = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => app.SignInAsync());
        Assert.Contains("RefreshTokenDelivery.Body", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_names_the_option()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        using TcpListener taken = new(IPAddress.Loopback, world.Redirect.Port) { ExclusiveAddressUse = true };
        taken.Start();
        GameAuthConfigurationException wrong = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => app.Discord.SignInAsync(DiscordSignIn.Browser(app)));
        Assert.Contains($"port {world.Redirect.Port}", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("RedirectUri", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(0, app.Asked);
    }

    [Fact]
    public async Task A_browser_without_a_redirect_is_a_mistake_that_is_named()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync(options: static options => options.RedirectUri = null);
        GameAuthConfigurationException wrong = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => app.Discord.SignInAsync(DiscordSignIn.Browser(app)));
        Assert.Contains("RedirectUri", wrong.Message, StringComparison.Ordinal);
    }
}
