using System.Text;
using GameAuth.Core.Tests.Wire;
using GameAuth.Providers;
using static GameAuth.Core.Tests.Wire.ScriptedHandler;

namespace GameAuth.Core.Tests.OAuth;

public sealed class TokenEndpointTests
{
    private const string Canary = "canary-77";
    private static readonly Secret Refresh = new("M.C104_BL2.-tok*en!$");
    private static readonly DeviceAuthorization Code = new(
        new Secret("device"), "CODE", new Uri("https://login.example/"), null, TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(5));

    [Fact]
    public async Task A_refresh_sends_the_token_verbatim_and_reads_the_new_ones()
    {
        Channel channel = new(Answer("""
            {"token_type":"bearer","expires_in":3600,"scope":"b a","access_token":"at","refresh_token":"rt","user_id":"u","foci":"1","refresh_token_expires_in":"5183999"}
            """));

        TokenResponse tokens = await Endpoint(channel).RefreshAsync(Refresh, new OAuthForm().Add("scope", "a b"), CancellationToken.None);

        Assert.Equal("client_id=client&grant_type=refresh_token&refresh_token=M.C104_BL2.-tok%2Aen%21%24&scope=a%20b", Assert.Single(channel.Handler.Bodies));
        Assert.Equal("application/x-www-form-urlencoded", channel.Handler.Sent[0].Content!.Headers.ContentType!.ToString());
        Assert.Equal(("at", "rt", "bearer", "b a", "u"), (tokens.AccessToken.Reveal(), tokens.RefreshToken!.Reveal(), tokens.TokenType, tokens.Scope, tokens.UserId));
        Assert.Equal((TimeSpan.FromHours(1), Answers.Arrival.AddHours(1)), (tokens.ExpiresIn, tokens.ExpiresAt));
        Assert.Equal(("1", TimeSpan.FromSeconds(5183999)), (tokens.FindText("foci"), tokens.FindSeconds("refresh_token_expires_in")));
        Assert.Null(tokens.FindText("absent"));
        Assert.Equal("bearer until 2030-01-01T01:00:00.0000000+00:00", tokens.ToString());
    }

    [Theory]
    [InlineData("""{"access_token":"at","expires_in":"86400"}""", 86400)]
    [InlineData("""{"access_token":"at","expires_in":86400.0}""", 86400)]
    [InlineData("""{"access_token":"at","expires_in":-5}""", 0)]
    [InlineData("""{"access_token":"at","expires_in":9223372036854775807}""", 3153600000)]
    public async Task Expires_in_is_seconds_however_it_is_written(string body, long seconds)
    {
        TokenResponse tokens = await Endpoint(new Channel(Answer(body))).RefreshAsync(Refresh, null, CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(seconds), tokens.ExpiresIn);
    }

    [Theory]
    [InlineData("""{"access_token":"at","expires_in":null,"refresh_token":null,"scope":null,"id_token":null}""")]
    [InlineData("""{"access_token":"at","refresh_token":"","error":null,"error_description":null}""")]
    [InlineData("""{"access_token":"at"}""")]
    public async Task What_the_answer_leaves_out_is_null(string body)
    {
        TokenResponse tokens = await Endpoint(new Channel(Answer(body))).RefreshAsync(Refresh, null, CancellationToken.None);

        Assert.Equal((null, null, null, null, "Bearer"), (tokens.RefreshToken, tokens.ExpiresAt, tokens.Scope, tokens.IdToken, tokens.TokenType));
    }

    [Fact]
    public async Task An_odd_member_beside_the_tokens_costs_no_rotated_token()
    {
        Channel channel = new(Answer("""{"token_type":"bearer","access_token":"A2","refresh_token":"R2","scope":"x","expires_in":"","user_id":{}}"""));

        TokenResponse tokens = await Endpoint(channel).RefreshAsync(Refresh, null, CancellationToken.None);

        Assert.Equal(("A2", "R2", "x", null, null), (tokens.AccessToken.Reveal(), tokens.RefreshToken!.Reveal(), tokens.Scope, tokens.ExpiresAt, tokens.UserId));
    }

    [Theory]
    [InlineData("3599.5", 3599)]
    [InlineData("\"3600.25\"", 3600)]
    [InlineData("3.6e3", 3600)]
    public async Task A_fraction_of_a_second_is_cut_off(string written, int seconds)
    {
        TokenResponse tokens = await Endpoint(new Channel(Answer($$"""{"access_token":"at","expires_in":{{written}}}"""))).RefreshAsync(Refresh, null, CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(seconds), tokens.ExpiresIn);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("0")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    public async Task An_error_that_is_no_text_is_no_refusal(string error)
    {
        TokenResponse tokens = await Endpoint(new Channel(Answer($$"""{"access_token":"at","error":{{error}}}"""))).RefreshAsync(Refresh, null, CancellationToken.None);

        Assert.Equal("at", tokens.AccessToken.Reveal());
    }

    [Fact]
    public async Task A_page_that_stands_for_an_answer_names_what_to_do()
    {
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => Endpoint(new Channel(Answer("<html>", 403))).RefreshAsync(Refresh, null, CancellationToken.None));

        Assert.Contains("check the network", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_s_own_reading_of_a_refusal_is_not_asked_where_the_service_fails()
    {
        TokenEndpoint endpoint = Endpoint(
            new Channel(Answer("""{"error":"invalid_grant"}""", 503)), s => s with { MapError = _ => new SignInRequiredException("other", SignInReason.OtherClientId) });

        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => endpoint.RefreshAsync(Refresh, null, CancellationToken.None))).IsTransient);
    }

    [Fact]
    public async Task A_scope_may_be_a_list()
    {
        TokenResponse tokens = await Endpoint(new Channel(Answer("""{"access_token":"at","scope":["a",{},"b"]}"""))).RefreshAsync(Refresh, null, CancellationToken.None);

        Assert.Equal("a b", tokens.Scope);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":null,"refresh_token":"canary-77"}""")]
    [InlineData("""{"access_token":"at","access_token":"canary-77"}""")]
    [InlineData("""{"access_token":{"at":"canary-77"}}""")]
    [InlineData("""{"access_token":"canary-77\r\nX-Evil: 1","refresh_token":"rt"}""")]
    [InlineData("""{"access_token":"canary-77 \ud83d"}""")]
    public async Task A_success_without_an_access_token_is_an_error_that_names_the_step(string body)
    {
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => Endpoint(new Channel(Answer(body))).RefreshAsync(Refresh, null, CancellationToken.None));

        Assert.Contains("'refresh'", error.Message, StringComparison.Ordinal);
        Assert.Contains("access_token", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>canary-77</html>")]
    [InlineData("""{"access_token":"canary-77""")]
    public async Task A_refresh_whose_success_can_not_be_read_has_an_unknown_outcome(string body)
    {
        OutcomeUnknownException error = await Assert.ThrowsAsync<OutcomeUnknownException>(
            () => Endpoint(new Channel(Answer(body))).RefreshAsync(Refresh, null, CancellationToken.None));

        Assert.Equal("refresh", error.Step);
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_is_sent_once_when_its_answer_is_lost_unless_the_server_repeats_its_answer()
    {
        Channel once = new(Throw(new HttpRequestException(HttpRequestError.ResponseEnded)), Answer("""{"access_token":"at"}"""));
        Channel twice = new(Throw(new HttpRequestException(HttpRequestError.ResponseEnded)), Answer("""{"access_token":"at"}"""));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Endpoint(once).RefreshAsync(Refresh, null, CancellationToken.None));
        Task<TokenResponse> replayed = Endpoint(twice, s => s with { IsRefreshRepeatable = true }).RefreshAsync(Refresh, null, CancellationToken.None);
        await twice.Clock.RunUntilAsync(replayed, TimeSpan.FromMinutes(1));

        Assert.Single(once.Handler.Sent);
        Assert.Equal(2, twice.Handler.Sent.Count);
        Assert.Equal(twice.Handler.Bodies[0], twice.Handler.Bodies[1]);
    }

    [Fact]
    public async Task A_refused_grant_asks_for_a_new_sign_in()
    {
        Channel channel = new(Answer("""{"error":"invalid_grant","error_description":"canary-77 was echoed"}""", 400, ("X-Request-Id", "r")));

        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => Endpoint(channel).RefreshAsync(Refresh, null, CancellationToken.None));

        Assert.Equal((SignInReason.Revoked, "xbox", "refresh", "r"), (error.Reason, error.Provider, error.Step, error.CorrelationId));
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_may_read_a_refusal_its_own_way()
    {
        Channel channel = new(Answer("""{"error":"invalid_grant","error_description":"The token was issued for a different client id"}""", 400));
        TokenEndpoint endpoint = Endpoint(channel, s => s with
        {
            MapError = e => e.Description!.Contains("different client id", StringComparison.Ordinal)
                ? new SignInRequiredException("other client", SignInReason.OtherClientId)
                : null,
        });

        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => endpoint.RefreshAsync(Refresh, null, CancellationToken.None));

        Assert.Equal(SignInReason.OtherClientId, error.Reason);
    }

    [Theory]
    [InlineData("invalid_client", "client id")]
    [InlineData("unauthorized_client", "registered")]
    [InlineData("invalid_scope", "scopes")]
    [InlineData("unsupported_grant_type", "address")]
    public async Task A_mistake_in_the_set_up_names_its_fix(string code, string fix)
    {
        Channel channel = new(Answer($$"""{"error":"{{code}}"}""", 401));

        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(
            () => Endpoint(channel).RefreshAsync(Refresh, null, CancellationToken.None));

        Assert.Contains(fix, error.Message, StringComparison.Ordinal);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":"server_error"}""", 400, "server_error", true)]
    [InlineData("""{"error":"invalid_request"}""", 400, "invalid_request", false)]
    [InlineData("""{"error":"something canary-77 odd"}""", 400, OAuthError.Unrecognised, false)]
    [InlineData("""{"error":"invalid_request","access_token":"canary-77"}""", 200, "invalid_request", false)]
    [InlineData("<html>canary-77</html>", 400, null, true)]
    [InlineData("<html>canary-77</html>", 403, null, true)]
    [InlineData("", 403, null, true)]
    [InlineData("", 401, null, true)]
    [InlineData("{}", 404, null, true)]
    [InlineData("<html>canary-77</html>", 302, null, true)]
    [InlineData("""{"error":{"code":"canary-77"}}""", 403, null, true)]
    [InlineData("", 500, null, true)]
    [InlineData("""{"error":"invalid_grant"}""", 503, "invalid_grant", true)]
    [InlineData("""{"error":"invalid_client"}""", 500, "invalid_client", true)]
    public async Task Any_other_refusal_is_a_provider_error_with_its_code(string body, int status, string? code, bool isTransient)
    {
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => Endpoint(new Channel(Answer(body, status))).RefreshAsync(Refresh, null, CancellationToken.None));

        Assert.Equal((status, code, isTransient), (error.Status, error.Code, error.IsTransient));
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_a_value_where_the_caller_asks_for_it()
    {
        Channel channel = new(Answer("""{"error":"interaction_required","error_description":"a\u001b[31mb\r\nc","error_uri":"https://help.example/1"}""", 400));

        TokenResult result = await Endpoint(channel).PostAsync("exchange", new OAuthForm().Add("grant_type", "x"), isRepeatable: true, CancellationToken.None);

        Assert.False(result.IsGranted);
        Assert.Equal(("interaction_required", "ab c", 400, "exchange"), (result.Error.Code, result.Error.Description, result.Error.Status, result.Error.Step));
        Assert.Equal(new Uri("https://help.example/1"), result.Error.HelpUri);
        Assert.Equal("interaction_required (400)", result.Error.ToString());
    }

    [Theory]
    [InlineData("authorization_pending", 400, DevicePollVerdict.Pending)]
    [InlineData("authorization_pending", 202, DevicePollVerdict.Pending)]
    [InlineData("authorization_pending", 401, DevicePollVerdict.Pending)]
    [InlineData("slow_down", 400, DevicePollVerdict.SlowDown)]
    [InlineData("access_denied", 400, DevicePollVerdict.Declined)]
    [InlineData("authorization_declined", 400, DevicePollVerdict.Declined)]
    [InlineData("expired_token", 400, DevicePollVerdict.Expired)]
    [InlineData("server_error", 400, DevicePollVerdict.Unreachable)]
    [InlineData("who_knows", 503, DevicePollVerdict.Unreachable)]
    [InlineData("access_denied", 503, DevicePollVerdict.Unreachable)]
    [InlineData("expired_token", 500, DevicePollVerdict.Unreachable)]
    [InlineData("invalid_grant", 503, DevicePollVerdict.Unreachable)]
    [InlineData("bad_verification_code", 400, DevicePollVerdict.Failed)]
    [InlineData("invalid_grant", 400, DevicePollVerdict.Failed)]
    [InlineData("who_knows", 400, DevicePollVerdict.Failed)]
    public async Task A_poll_knows_the_words(string error, int status, DevicePollVerdict verdict)
    {
        DevicePollResult<TokenResponse> result = await Endpoint(new Channel(Answer($$"""{"error":"{{error}}"}""", status))).PollAsync(Code, null, CancellationToken.None);

        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(verdict == DevicePollVerdict.Failed, result.Failure is ProviderException { IsTransient: false });
    }

    [Fact]
    public async Task A_poll_that_is_granted_has_the_tokens()
    {
        Channel channel = new(Answer("""{"access_token":"at"}"""));

        DevicePollResult<TokenResponse> result = await Endpoint(channel).PollAsync(Code, null, CancellationToken.None);

        Assert.Equal(DevicePollVerdict.Approved, result.Verdict);
        Assert.Equal("at", result.Granted!.AccessToken.Reveal());
        Assert.Equal("client_id=client&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=device", channel.Handler.Bodies[0]);
        Assert.Equal("Approved", result.ToString());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(401)]
    [InlineData(302)]
    [InlineData(200)]
    public async Task A_poll_that_is_answered_with_a_page_is_worth_another_try(int status)
    {
        Channel channel = new(Answer("<html>", status));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => Endpoint(channel).PollAsync(Code, null, CancellationToken.None));

        Assert.True(error.IsTransient);
        Assert.Single(channel.Handler.Sent);
    }

    [Fact]
    public async Task A_confidential_client_uses_the_header_and_escapes_what_it_puts_there()
    {
        Channel channel = new(Answer("""{"access_token":"at"}"""));

        await Endpoint(channel, s => s with { ClientSecret = new Secret("p:w\r\n") }).RefreshAsync(Refresh, null, CancellationToken.None);

        Assert.Equal(Convert.ToBase64String(Encoding.ASCII.GetBytes("client:p%3Aw%0D%0A")), channel.Handler.Sent[0].Headers.Authorization!.Parameter);
        Assert.DoesNotContain("client_id", channel.Handler.Bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confidential_client_may_use_the_form()
    {
        Channel channel = new(Answer("""{"access_token":"at"}"""));

        await Endpoint(channel, s => s with { ClientSecret = new Secret("pw"), SecretInForm = true }).RefreshAsync(Refresh, null, CancellationToken.None);

        Assert.StartsWith("client_id=client&client_secret=pw&", channel.Handler.Bodies[0], StringComparison.Ordinal);
        Assert.Null(channel.Handler.Sent[0].Headers.Authorization);
    }

    [Fact]
    public async Task Every_attempt_is_stamped_anew()
    {
        Channel channel = new(Throw(new HttpRequestException(HttpRequestError.ConnectionError)), Answer("""{"access_token":"at"}"""));
        int stamps = 0;
        Task<TokenResponse> refresh = Endpoint(channel, s => s with { Stamp = request => request.Headers.Add("X-Id", $"{++stamps}") })
            .RefreshAsync(Refresh, null, CancellationToken.None);
        await channel.Clock.RunUntilAsync(refresh, TimeSpan.FromMinutes(1));

        Assert.Equal(["1", "2"], channel.Handler.Sent.Select(sent => sent.Headers.GetValues("X-Id").Single()));
    }

    [Fact]
    public async Task An_authorization_code_is_redeemed_once_with_its_verifier_and_its_redirect()
    {
        Channel channel = new(Throw(new HttpRequestException(HttpRequestError.ResponseEnded)));
        AuthorizationCode code = new(new Secret("c&d"), "http://127.0.0.1:5001/cb", new Secret("v"));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Endpoint(channel).RedeemAsync(code, null, CancellationToken.None));

        Assert.Equal(
            "client_id=client&grant_type=authorization_code&code=c%26d&redirect_uri=http%3A%2F%2F127.0.0.1%3A5001%2Fcb&code_verifier=v",
            Assert.Single(channel.Handler.Bodies));
    }

    private static TokenEndpoint Endpoint(Channel channel, Func<TokenEndpointSettings, TokenEndpointSettings>? with = null)
    {
        TokenEndpointSettings settings = new(new Uri("https://login.example/token"), "client");
        return new TokenEndpoint(channel.Wire, with is null ? settings : with(settings));
    }
}
