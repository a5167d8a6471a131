using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class The_discord_authorize_page : DiscordTest
{
    [Fact]
    public async Task Leads_back_with_a_code_and_the_state()
    {
        WireAnswer answer = await Client.DiscordAuthorizeAsync();

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal(DiscordFlow.DiscordRedirect, answer.Location().GetLeftPart(UriPartial.Path));
        Assert.Equal(BrowserFlow.State, answer.Carried("state"));
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordCodeAsync(answer.Carried("code")!, DiscordFlow.DiscordRedirect, BrowserFlow.Verifier)).Status);
    }

    [Theory]
    [InlineData("redirect_uri", "http://127.0.0.1:53701/discord")]
    [InlineData("redirect_uri", "http://127.0.0.1:53700/discord/")]
    [InlineData("redirect_uri", "http://localhost:53700/discord")]
    [InlineData("redirect_uri", "https://evil.example/")]
    [InlineData("redirect_uri", null)]
    [InlineData("client_id", "930000000000000009")]
    [InlineData("client_id", null)]
    public async Task Sends_nobody_to_an_address_that_is_not_registered_with_its_port(string name, string? value)
    {
        WireAnswer answer = await Client.DiscordAuthorizeAsync((name, value));

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.Status, answer.Header("Location")));
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    public async Task Tells_the_application_what_was_wrong_with_its_request(string name, string? value, string error)
    {
        WireAnswer answer = await Client.DiscordAuthorizeAsync((name, value));

        Assert.Equal((error, BrowserFlow.State, null), (answer.Carried("error"), answer.Carried("state"), answer.Carried("code")));
    }

    [Fact]
    public async Task Has_buttons_for_who_decides_by_hand()
    {
        Emulator.SignIns.Default = new SignInScript { Decision = SignInDecision.Manual };
        string page = (await Client.DiscordAuthorizeAsync()).Text;

        WireAnswer approved = await DecideAsync(page, "approve", "emupixel");
        WireAnswer twice = await DecideAsync(page, "approve", "emupixel");
        WireAnswer declined = await DecideAsync((await Client.DiscordAuthorizeAsync()).Text, "decline", "emupixel");

        WireAnswer tokens = await Client.DiscordCodeAsync(approved.Carried("code")!, DiscordFlow.DiscordRedirect, BrowserFlow.Verifier);
        Assert.Equal("emupixel", (await Client.DiscordMeAsync(tokens["access_token"])).Json["user"]!["username"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.BadRequest), (approved.Status, twice.Status));
        Assert.Equal(("access_denied", BrowserFlow.State), (declined.Carried("error"), declined.Carried("state")));
    }

    [Fact]
    public async Task Goes_by_the_script()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Decline });
        Emulator.SignIns.Enqueue(new SignInScript { Player = "EMUPIXEL" });

        Assert.Equal("access_denied", (await Client.DiscordAuthorizeAsync()).Carried("error"));
        WireAnswer tokens = await Client.DiscordCodeAsync((await Client.DiscordAuthorizeAsync()).Carried("code")!, DiscordFlow.DiscordRedirect, BrowserFlow.Verifier);
        Assert.Equal(Emulator.Discord.IdOf("emupixel"), (await Client.DiscordMeAsync(tokens["access_token"])).Json["user"]!["id"]!.GetValue<string>());
    }

    private Task<WireAnswer> DecideAsync(string page, string decision, string user) => Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, Client.Address(DiscordFlow.DiscordHost, "/oauth2/authorize"))
    {
        Content = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("request", page.Split("name=\"request\" value=\"")[1].Split('"')[0]), KeyValuePair.Create("decision", decision), KeyValuePair.Create("user", user),
        ]),
    });
}
