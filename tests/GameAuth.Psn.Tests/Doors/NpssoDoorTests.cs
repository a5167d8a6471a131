namespace GameAuth.Psn.Tests.Doors;

/// <summary>The player pastes an npsso, which is as good as a password.</summary>
public class NpssoDoorTests
{
    [Fact]
    public async Task An_npsso_goes_to_one_page_once_and_is_exchanged_for_a_code()
    {
        await using PsnWorld world = new();
        PsnAccount me = await SignInAsync(world, await world.StartAsync());
        Assert.Equal(ScriptedService.OnlineId, me.OnlineId);
        PasteChallenge shown = Assert.IsType<PasteChallenge>(world.Prompt.Shown);
        Assert.Equal(("npsso", "https://ca.account.sony.com/api/v1/ssocookie"), (shown.What, shown.Help.AbsoluteUri));
        SentCall visit = Assert.Single(world.Service.Sent, static call => call.Step == "authorize");
        Assert.Equal($"npsso={ScriptedService.Npsso}", visit.Headers["Cookie"]);
        Assert.All(world.Service.Sent.Where(call => call != visit), static call =>
        {
            Assert.DoesNotContain("Cookie", call.Headers.Keys, StringComparer.OrdinalIgnoreCase);
            Assert.DoesNotContain(ScriptedService.Npsso, call.Body, StringComparison.Ordinal);
        });
        Assert.Equal(1, world.Service.Count("code"));
    }

    [Fact]
    public async Task An_npsso_is_never_stored_so_that_the_next_sign_in_asks_for_one()
    {
        await using PsnWorld world = new();
        PsnAccount me = await SignInAsync(world, await world.StartAsync());
        world.Service.EndGrant();
        world.Service.RefuseAccess();
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.Trophies.GetSummaryAsync());
        PsnAccount again = await SignInAsync(world, await world.StartAsync());
        Assert.Equal((me.Id, 2, 2), (again.Id, world.Prompt.Asked, world.Service.Count("authorize")));
    }

    [Fact]
    public async Task An_npsso_that_has_ended_is_4165_and_stores_nothing()
    {
        await using PsnWorld world = new();
        world.Prompt.Npsso = new string('x', 64);
        IPsnAuth psn = await world.StartAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => SignInAsync(world, psn));
        Assert.Equal(("4165", "authorization", false), (error.Code, error.Step, error.IsTransient));
        Assert.Equal("This npsso is no longer good. Please sign in to PlayStation in your browser and copy a new one.", error.UserMessage);
        Assert.DoesNotContain(world.Prompt.Npsso, error.ToString(), StringComparison.Ordinal);
        Assert.Single(world.Service.Sent);
        Assert.Null(await psn.FindAsync());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_page_that_fails_may_be_visited_later_and_is_not_visited_twice(int status)
    {
        await using PsnWorld world = new();
        world.Service.Next("authorize", () => ScriptedAnswer.Json(status, "<html>"));
        IPsnAuth psn = await world.StartAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => SignInAsync(world, psn));
        Assert.Equal((status, "authorization", true, 1), (error.Status, error.Step, error.IsTransient, world.Service.Count("authorize")));
        Assert.NotNull(await SignInAsync(world, psn));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("{\"error\":\"invalid_grant\",\"error_code\":20}")]
    [InlineData("EmuNpsso0000000000000000000000000000000000000000000000000000000 1")]
    [InlineData("EmuNpsso00000000000000000000000000000000000000000000000000000001x")]
    [InlineData("EmuNpsso000000000000000000000000000000000000000000000000000000\r\n1")]
    public async Task A_text_that_is_no_npsso_is_refused_before_anything_is_sent_and_says_what_is_expected(string pasted)
    {
        await using PsnWorld world = new();
        world.Prompt.Npsso = pasted;
        IPsnAuth psn = await world.StartAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => SignInAsync(world, psn));
        Assert.Contains("64 letters and digits", error.Message, StringComparison.Ordinal);
        Assert.True(pasted.Length < 6 || !error.ToString().Contains(pasted, StringComparison.Ordinal));
        Assert.Empty(world.Service.Sent);
    }

    [Theory]
    [InlineData("  {0}\n")]
    [InlineData("{\"npsso\":\"{0}\",\"expires_in\":5183000}")]
    public async Task An_npsso_is_read_from_what_players_copy(string pasted)
    {
        await using PsnWorld world = new();
        world.Prompt.Npsso = pasted.Replace("{0}", ScriptedService.Npsso, StringComparison.Ordinal);
        await SignInAsync(world, await world.StartAsync());
        Assert.Equal($"npsso={ScriptedService.Npsso}", world.Service.Last("authorize").Headers["Cookie"]);
    }

    [Fact]
    public async Task A_code_that_comes_a_second_time_is_not_presented_again()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        await SignInAsync(world, psn);
        string spent = world.Service.Last("code").Form["code"];
        world.Service.Next("authorize", () => ScriptedAnswer.Redirect(
            $"{ScriptedService.Redirect}/?code={spent}&cid={world.Service.Last("authorize").Query["cid"]}"));
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => SignInAsync(world, psn, forcePrompt: true));
        Assert.Equal("code exchange", error.Step);
        Assert.Equal(1, world.Service.Count("code"));
    }

    [Theory]
    [InlineData("https://elsewhere.example/?code=v3.000001")]
    [InlineData("/relative?code=v3.000001")]
    [InlineData("com.example.psn-app://redirect/?code=v3.000001&cid=00000000-0000-4000-8000-000000000000")]
    public async Task A_redirect_elsewhere_or_of_another_sign_in_is_not_followed(string location)
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        world.Service.Next("authorize", () => ScriptedAnswer.Redirect(location));
        await Assert.ThrowsAsync<ProviderException>(() => SignInAsync(world, psn));
        Assert.Single(world.Service.Sent);
    }

    [Fact]
    public async Task An_answer_that_is_no_redirect_is_a_typed_error()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        world.Service.Next("authorize", static () => ScriptedAnswer.Json(400, """{"error":"invalid_client","error_description":"Bad client credentials","error_code":4102}"""));
        Assert.Equal("4102", (await Assert.ThrowsAsync<GameAuthConfigurationException>(() => SignInAsync(world, psn))).Code);
        world.Service.Next("authorize", static () => ScriptedAnswer.Page(200));
        Assert.Equal("authorization", (await Assert.ThrowsAsync<ProviderException>(() => SignInAsync(world, psn))).Step);
    }

    [Theory]
    [InlineData(false, "duid,grant_type,npsso,scope,service_entity,token_format")]
    [InlineData(true, "client_id,client_secret,duid,grant_type,npsso,scope")]
    public async Task An_npsso_is_exchanged_for_tokens_in_either_form(bool inForm, string fields)
    {
        await using PsnWorld world = new() { Options = options => options.SecretInForm = inForm };
        IPsnAuth psn = await world.StartAsync();
        PsnAccount me = await psn.SignInAsync(PsnSignIn.SsoToken(world.Prompt));
        Assert.Equal(ScriptedService.OnlineId, me.OnlineId);
        SentCall sent = world.Service.Last("sso");
        Assert.Equal(fields, string.Join(',', sent.Form.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(!inForm, sent.Headers.ContainsKey("Authorization"));
        Assert.Equal(64, sent.Form["duid"].Length);
        Assert.Equal(0, world.Service.Count("authorize"));
    }

    private static Task<PsnAccount> SignInAsync(PsnWorld world, IPsnAuth psn, bool forcePrompt = false) => psn.SignInAsync(PsnSignIn.Npsso(world.Prompt) with { ForcePrompt = forcePrompt });
}
