using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Login;

public sealed class A_device_code : EmulatorTest
{
    [Fact]
    public async Task Has_the_live_shape_and_a_page_on_loopback()
    {
        WireAnswer answer = await Client.ConnectAsync();

        Assert.Equal(900, answer.Json["expires_in"]!.GetValue<int>());
        Assert.Equal(5, answer.Json["interval"]!.GetValue<int>());
        Assert.Equal(8, answer["user_code"].Length);
        Assert.StartsWith("EMULATOR-", answer["device_code"], StringComparison.Ordinal);
        Assert.Equal(Client.Address("login.live.com", "/oauth20_remoteconnect.srf").AbsoluteUri, answer["verification_uri"]);
        Assert.NotNull(answer.Json["emulated"]);
        Assert.NotNull(answer.Header("Set-Cookie"));
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:grant-type:device_code")]
    [InlineData("device_code")]
    public async Task Is_pending_for_one_poll_and_then_brings_tokens_under_either_spelling(string grant)
    {
        string code = (await Client.ConnectAsync())["device_code"];

        WireAnswer pending = await Client.PollAsync(code, grant: grant);
        WireAnswer tokens = await Client.PollAsync(code, grant: grant);

        Assert.Equal((HttpStatusCode.BadRequest, "authorization_pending"), (pending.Status, pending["error"]));
        Assert.Equal("bearer", tokens["token_type"]);
        Assert.Equal(86400, tokens.Json["expires_in"]!.GetValue<int>());
        Assert.Equal(WireClient.Scope, tokens["scope"]);
        Assert.Contains("EMULATOR", tokens["access_token"], StringComparison.Ordinal);
        Assert.Contains("EMULATOR", tokens["refresh_token"], StringComparison.Ordinal);
        Assert.NotEmpty(tokens["user_id"]);
    }

    [Fact]
    public async Task Expires()
    {
        Emulator.SignIns.Default = new SignInScript { Decision = SignInDecision.Never };
        string code = (await Client.ConnectAsync())["device_code"];

        Time.Advance(TimeSpan.FromSeconds(899));
        Assert.Equal("authorization_pending", (await Client.PollAsync(code))["error"]);
        Time.Advance(TimeSpan.FromSeconds(1));
        WireAnswer late = await Client.PollAsync(code);

        Assert.Equal("expired_token", late["error"]);
        Assert.Contains("has expired", late["error_description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Works_once()
    {
        string code = (await Client.ConnectAsync())["device_code"];
        await Client.PollAsync(code);
        await Client.PollAsync(code);

        Assert.Equal("invalid_grant", (await Client.PollAsync(code))["error"]);
    }

    [Fact]
    public async Task Is_redeemed_by_one_of_many_polls_at_once()
    {
        Emulator.SignIns.Default = new SignInScript { AfterPolls = 0 };
        string code = (await Client.ConnectAsync())["device_code"];

        WireAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Client.PollAsync(code)));

        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
    }

    [Fact]
    public async Task Belongs_to_its_client_id()
    {
        string code = (await Client.ConnectAsync())["device_code"];

        Assert.Equal("invalid_grant", (await Client.PollAsync(code, "somebody-else"))["error"]);
    }

    [Fact]
    public async Task That_nobody_issued_is_a_bad_verification_code()
    {
        Assert.Equal("bad_verification_code", (await Client.PollAsync("EMULATOR-made-up"))["error"]);
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("scope")]
    [InlineData("response_type")]
    public async Task Needs_every_parameter(string missing)
    {
        (string, string)[] fields = [("client_id", "c"), ("scope", "s"), ("response_type", "device_code")];

        WireAnswer answer = await Client.PostFormAsync("/oauth20_connect.srf", [.. fields.Where(field => field.Item1 != missing)]);

        Assert.Equal("invalid_request", answer["error"]);
    }

    [Fact]
    public async Task Is_refused_when_a_parameter_comes_twice()
    {
        WireAnswer answer = await Client.PostFormAsync("/oauth20_connect.srf", ("client_id", "c"), ("client_id", "d"), ("scope", "s"), ("response_type", "device_code"));

        Assert.Equal("invalid_request", answer["error"]);
    }

    [Fact]
    public async Task For_an_azure_application_brings_an_hour_and_no_refresh_token_without_an_offline_scope()
    {
        WireAnswer tokens = await Client.SignInAsync("11111111-2222-4333-8444-555555555555", "XboxLive.signin");

        Assert.Equal(3600, tokens.Json["expires_in"]!.GetValue<int>());
        Assert.Null(tokens.Json["refresh_token"]);
        Assert.NotNull((await Client.SignInAsync("11111111-2222-4333-8444-555555555555", "XboxLive.signin XboxLive.offline_access")).Json["refresh_token"]);
    }

    [Fact]
    public async Task Of_another_grant_type_is_refused()
    {
        WireAnswer answer = await Client.PostFormAsync("/oauth20_token.srf", ("client_id", "c"), ("grant_type", "password"), ("username", "u"));

        Assert.Equal("unsupported_grant_type", answer["error"]);
        Assert.Equal("login.token", Emulator.Log.Events.Single().Step);
    }

    [Fact]
    public async Task Is_not_read_from_json()
    {
        using StringContent json = new("{}", System.Text.Encoding.UTF8, "application/json");

        WireAnswer answer = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, Client.Address("login.live.com", "/oauth20_connect.srf")) { Content = json });

        Assert.Equal("invalid_request", answer["error"]);
        Assert.IsType<JsonObject>(answer.Json);
    }
}
