using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Server.Discord.Tests.World;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Discord.Tests;

public sealed class SignInTests
{
    [Fact]
    public async Task A_code_of_an_Activity_becomes_a_session_and_the_SDKs_token_comes_with_it()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        Answer answer = await world.PostAsync(world.CodeBody());
        Assert.Equal((200, null), answer.Outcome);
        string id = world.Discord.IdOf("emunova");
        JsonElement claims = Jwt.Claims(answer.AccessToken);
        Assert.Equal((id, id), (claims.Text("discord_id"), claims.Text("sub")));
        Assert.Equal(["discord.code", "discord.authorization"], world.Emulator.Log.Events.Select(one => one.Step));

        // It is the very token that Discord has given out; the refresh token beside it went nowhere.
        EmulatorEvent issued = world.Emulator.Log.Of("discord.code").Single();
        Assert.Contains(TokenMention.Of("discord_access", answer.DiscordToken!).Fingerprint, issued.Issued.Select(one => one.Fingerprint));
        Assert.Equal(2, issued.Issued.Count);
        Assert.Equal(1, issued.Issued.Count(one => answer.Text.Split('"').Any(text => TokenMention.Of(one.Kind, text) == one)));
    }

    [Fact]
    public async Task A_code_of_a_browsers_redirect_names_its_redirect_and_gets_no_token_of_Discord()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        Answer answer = await world.PostAsync(await world.RedirectBodyAsync());
        Assert.Equal((200, null, null), (answer.Outcome.Status, answer.Error, answer.DiscordToken));
        Assert.Equal(world.Discord.IdOf("emunova"), Jwt.Claims(answer.AccessToken).Text("discord_id"));
    }

    [Fact]
    public async Task Discord_refuses_a_redirect_for_an_Activitys_code_and_its_lack_for_a_browsers()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        JsonObject activity = world.CodeBody();
        activity["redirect_uri"] = DiscordWorld.Redirect;
        JsonObject browser = await world.RedirectBodyAsync();
        browser.Remove("redirect_uri");
        Assert.Equal((401, "invalid_discord_auth"), (await world.PostAsync(activity)).Outcome);
        Assert.Equal((401, "invalid_discord_auth"), (await world.PostAsync(browser)).Outcome);
    }

    [Fact]
    public async Task A_token_with_what_its_client_says_of_it_becomes_a_session_by_one_call()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        Answer answer = await world.PostAsync(world.TokenBody());
        Assert.Equal((200, null, null), (answer.Outcome.Status, answer.Error, answer.DiscordToken));
        Assert.Equal(world.Discord.IdOf("emunova"), Jwt.Claims(answer.AccessToken).Text("discord_id"));
        Assert.Equal(["discord.authorization"], world.Emulator.Log.Events.Select(one => one.Step));
    }

    [Fact]
    public async Task The_SDKs_own_answer_becomes_a_session_by_one_call()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        Answer answer = await world.PostAsync(world.SdkBody());
        Assert.Equal((200, null, null), (answer.Outcome.Status, answer.Error, answer.DiscordToken));
        Assert.Equal(world.Discord.IdOf("emunova"), Jwt.Claims(answer.AccessToken).Text("discord_id"));
        Assert.Equal(["discord.authorization"], world.Emulator.Log.Events.Select(one => one.Step));
    }

    [Fact]
    public async Task An_Activity_has_a_profile_of_its_own()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync(static options => options.ActivityProfile = "activity");
        Answer activity = await world.PostAsync(world.CodeBody());
        Assert.True(activity.Json.TryGetProperty("refresh_token", out _));
        Assert.Null(activity.SetCookie);
        Assert.True((await world.PostAsync(world.SdkBody())).Json.TryGetProperty("refresh_token", out _));
        Answer browser = await world.PostAsync(await world.RedirectBodyAsync());
        Assert.False(browser.Json.TryGetProperty("refresh_token", out _));
        Assert.NotNull(browser.SetCookie);
    }

    [Fact]
    public async Task A_lost_answer_can_be_had_again_though_the_code_was_used()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        JsonObject body = world.CodeBody();
        Answer first = await world.PostAsync(body);
        int calls = world.Calls();
        Answer again = await world.PostAsync(body);
        Assert.Equal((200, first.DiscordToken, calls), ((int)again.Status, again.DiscordToken, world.Calls()));
    }

    [Fact]
    public async Task A_client_is_told_apart_by_Discord_by_its_own_name()
    {
        // The emulator blocks whoever does not name himself as Discord wants it.
        await using DiscordWorld world = await DiscordWorld.StartAsync(static options => options.UserAgentUrl = new Uri("https://game.example.test/about"));
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
    }

    [Fact]
    public async Task Codes_alone_are_taken_where_tokens_are_not()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync(static options => options.AcceptAccessTokens = false);
        Assert.Equal((400, "invalid_request"), (await world.PostAsync(world.TokenBody())).Outcome);
        Assert.Equal((400, "invalid_request"), (await world.PostAsync(world.SdkBody())).Outcome);
        Assert.Equal(0, world.Calls());
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
    }
}
