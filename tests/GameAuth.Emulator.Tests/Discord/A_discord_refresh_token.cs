using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class A_discord_refresh_token : DiscordTest
{
    [Fact]
    public async Task Gives_new_tokens_once_and_hurts_nothing_when_it_comes_again()
    {
        WireAnswer first = await SignInAsync();

        WireAnswer second = await Client.DiscordRefreshAsync(first["refresh_token"]);
        WireAnswer again = await Client.DiscordRefreshAsync(first["refresh_token"]);

        Assert.NotEqual(first["access_token"], second["access_token"]);
        Assert.Equal((604_800, "identify"), (second.Json["expires_in"]!.GetValue<int>(), second["scope"]));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (again.Status, again["error"]));
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordMeAsync(second["access_token"])).Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordMeAsync(first["access_token"])).Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordRefreshAsync(second["refresh_token"])).Status);
    }

    [Fact]
    public async Task Is_each_code_s_own_though_the_access_token_is_shared()
    {
        WireAnswer first = await SignInAsync();
        WireAnswer second = await SignInAsync();

        Assert.Equal(first["access_token"], second["access_token"]);
        Assert.NotEqual(first["refresh_token"], second["refresh_token"]);
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordRefreshAsync(first["refresh_token"])).Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordRefreshAsync(second["refresh_token"])).Status);
    }

    [Fact]
    public async Task That_is_an_access_token_or_ended_is_refused()
    {
        WireAnswer tokens = await SignInAsync();

        Assert.Equal("invalid_grant", (await Client.DiscordRefreshAsync(tokens["access_token"]))["error"]);
        Assert.Equal(1, Emulator.Discord.ExpireNow(DiscordTokenKind.Refresh));
        Assert.Equal("invalid_grant", (await Client.DiscordRefreshAsync(tokens["refresh_token"]))["error"]);
        Assert.Equal("invalid_grant: expired", LastNote);
    }
}
