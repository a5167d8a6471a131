using System.Net;
using System.Text;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class A_discord_code : DiscordTest
{
    private const string Other = "930000000000000002";

    protected override void Configure(EmulatorOptions options, DiscordEmulatorOptions discord)
    {
        discord.Applications.Add(EmulatedDiscordApplication.Default);
        discord.Applications.Add(new EmulatedDiscordApplication { Id = Other, BotToken = "synthetic-other-bot", RedirectUris = [] });
    }

    [Fact]
    public async Task Gives_tokens_for_seven_days()
    {
        WireAnswer answer = await SignInAsync(scope: "identify guilds");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(["token_type", "access_token", "expires_in", "refresh_token", "scope"], answer.Json.AsObject().Select(member => member.Key));
        Assert.Equal(("Bearer", 604_800, "identify guilds"), (answer["token_type"], answer.Json["expires_in"]!.GetValue<int>(), answer["scope"]));
        Assert.NotEqual(answer["access_token"], answer["refresh_token"]);
        EmulatorEvent seen = Emulator.Log.Of("discord.code").Single();
        Assert.Equal(
            [TokenMention.Of("discord_access", answer["access_token"]), TokenMention.Of("discord_refresh", answer["refresh_token"])],
            seen.Issued);
    }

    [Theory]
    [InlineData("/api/oauth2/token")]
    [InlineData("/api/v10/oauth2/token")]
    public async Task Is_taken_with_the_client_in_the_header_too(string path)
    {
        string code = Emulator.Discord.CreateActivityCode("emupixel");

        WireAnswer answer = await Client.DiscordFormAsync(path, DiscordFlow.Basic(), ("grant_type", "authorization_code"), ("code", code));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Is_good_once_and_what_it_gave_stays_good()
    {
        string code = Emulator.Discord.CreateActivityCode("emunova");
        WireAnswer first = await Client.DiscordCodeAsync(code);

        WireAnswer again = await Client.DiscordCodeAsync(code);

        Assert.Equal((HttpStatusCode.BadRequest, DiscordFlow.BadCode), (again.Status, again.Text));
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordMeAsync(first["access_token"])).Status);
    }

    [Theory]
    [InlineData(99.999, HttpStatusCode.OK)]
    [InlineData(100, HttpStatusCode.BadRequest)]
    public async Task Ends_after_a_hundred_seconds(double seconds, HttpStatusCode status)
    {
        string code = Emulator.Discord.CreateActivityCode("emunova");
        Time.Advance(TimeSpan.FromSeconds(seconds));

        WireAnswer answer = await Client.DiscordCodeAsync(code);

        Assert.Equal(status, answer.Status);
        if (status is HttpStatusCode.BadRequest) { Assert.Equal(DiscordFlow.BadCode, answer.Text); }
    }

    [Fact]
    public async Task That_nobody_gave_out_is_refused_without_being_counted()
    {
        WireAnswer answer = await Client.DiscordCodeAsync("EMULATORnobody");

        Assert.Equal((HttpStatusCode.BadRequest, DiscordFlow.BadCode), (answer.Status, answer.Text));
        Assert.Equal(0, Emulator.Discord.InvalidRequestsOf());
    }

    [Fact]
    public async Task Of_an_activity_takes_no_redirect_uri()
    {
        string code = Emulator.Discord.CreateActivityCode("emunova");

        WireAnswer with = await Client.DiscordCodeAsync(code, DiscordFlow.DiscordRedirect);
        string? note = LastNote;
        WireAnswer without = await Client.DiscordCodeAsync(code);

        Assert.Equal((DiscordFlow.BadCode, HttpStatusCode.OK), (with.Text, without.Status));
        Assert.Contains("redirect_uri", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_activity_needs_a_registered_redirect_all_the_same()
    {
        EmulatorException error = Assert.Throws<EmulatorException>(() => Emulator.Discord.CreateActivityCode("emunova", applicationId: Other));

        Assert.Contains("5000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DiscordFlow.DiscordRedirect, BrowserFlow.Verifier, HttpStatusCode.OK)]
    [InlineData(null, BrowserFlow.Verifier, HttpStatusCode.BadRequest)]
    [InlineData("http://127.0.0.1:53701/discord", BrowserFlow.Verifier, HttpStatusCode.BadRequest)]
    [InlineData(DiscordFlow.DiscordRedirect, null, HttpStatusCode.BadRequest)]
    [InlineData(DiscordFlow.DiscordRedirect, BrowserFlow.Verifier + "x", HttpStatusCode.BadRequest)]
    public async Task Of_a_browser_wants_its_redirect_and_its_verifier(string? redirect, string? verifier, HttpStatusCode status)
    {
        string code = (await Client.DiscordAuthorizeAsync()).Carried("code")!;

        Assert.Equal(status, (await Client.DiscordCodeAsync(code, redirect, verifier)).Status);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData(null, BrowserFlow.Verifier, HttpStatusCode.BadRequest)]
    [InlineData("challenge", BrowserFlow.Verifier, HttpStatusCode.OK)]
    [InlineData("challenge", null, HttpStatusCode.BadRequest)]
    public async Task Of_an_activity_wants_a_verifier_where_its_page_sent_a_challenge(string? challenge, string? verifier, HttpStatusCode status)
    {
        string code = Emulator.Discord.CreateActivityCode("emunova", codeChallenge: challenge is null ? null : BrowserFlow.Challenge());

        Assert.Equal(status, (await Client.DiscordCodeAsync(code, verifier: verifier)).Status);
    }

    [Fact]
    public async Task Is_no_good_to_another_application()
    {
        string code = Emulator.Discord.CreateActivityCode("emunova");

        WireAnswer answer = await Client.DiscordFormAsync("/api/oauth2/token", DiscordFlow.Basic(Other), ("grant_type", "authorization_code"), ("code", code));

        Assert.Equal(DiscordFlow.BadCode, answer.Text);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, DiscordFlow.Application, "wrong")]
    [InlineData(null, "930000000000000009", DiscordFlow.Secret)]
    [InlineData("Basic !!!", null, null)]
    [InlineData("Basic OTMwMDAwMDAwMDAwMDAwMDAx", null, null)]
    [InlineData("right", null, DiscordFlow.Secret)]
    public async Task Needs_a_client_that_is_known(string? authorization, string? id, string? secret)
    {
        string code = Emulator.Discord.CreateActivityCode("emunova");

        WireAnswer answer = await Client.DiscordFormAsync(
            "/api/oauth2/token", authorization == "right" ? DiscordFlow.Basic() : authorization, ("client_id", id), ("client_secret", secret), ("grant_type", "authorization_code"), ("code", code));

        Assert.Equal((HttpStatusCode.Unauthorized, """{"error":"invalid_client"}"""), (answer.Status, answer.Text));
        Assert.Equal(1, Emulator.Discord.InvalidRequestsOf());
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordCodeAsync(code)).Status);
    }

    [Fact]
    public async Task Comes_in_a_form_and_not_in_json()
    {
        string code = Emulator.Discord.CreateActivityCode("emunova");
        string json = $$"""{"client_id":"{{DiscordFlow.Application}}","client_secret":"{{DiscordFlow.Secret}}","grant_type":"authorization_code","code":"{{code}}"}""";

        WireAnswer answer = await Client.DiscordAsync(HttpMethod.Post, "/api/oauth2/token", content: new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer["error"]));
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordCodeAsync(code)).Status);
    }

    [Theory]
    [InlineData("client_credentials", "unsupported_grant_type")]
    [InlineData(null, "unsupported_grant_type")]
    [InlineData("authorization_code", "invalid_request")]
    public async Task Is_the_only_thing_that_is_exchanged(string? grantType, string error)
    {
        WireAnswer answer = await Client.DiscordTokenAsync(("grant_type", grantType));

        Assert.Equal((HttpStatusCode.BadRequest, error), (answer.Status, answer["error"]));
    }
}
