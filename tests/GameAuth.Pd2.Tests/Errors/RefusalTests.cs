namespace GameAuth.Pd2.Tests.Errors;

/// <summary>Whatever the service says instead of an answer is a typed error with its step.</summary>
public class RefusalTests
{
    private const string Listing = "0000000000000000000a9999";

    [Theory]
    [InlineData("""{"message":"no code"}""")]
    [InlineData("""{"code":"ECONNRESET","message":"x"}""")]
    [InlineData("""{"code":{},"name":7}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    public async Task An_error_without_a_code_is_a_typed_error(string error)
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        world.Service.Next("get market/listing", () => new ScriptedReply(500, error));
        GameAuthException failure = Assert.IsAssignableFrom<GameAuthException>(await Record.ExceptionAsync(() => world.WalkAsync(me.Listings.GetAsync(Listing))));
        Assert.True(failure is ProviderException, failure.GetType().Name);
        Assert.NotNull(failure.Step);
        Assert.DoesNotContain("no code", failure.Message, StringComparison.Ordinal);
        Assert.Null(await me.Listings.GetAsync(Listing));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_page_over_rest_is_a_typed_error_of_a_read(int status)
    {
        await using Pd2World world = new() { IsOAuth = true };
        Pd2Account me = await world.SignInAsync();
        world.Service.Next("get market/listing", () => new ScriptedReply(status, "<!doctype html><title>emu-canary</title>"));
        ProviderException failure = await world.FailureAsync<ProviderException>(me.Listings.GetAsync(Listing));
        Assert.Equal((status, status >= 500, "get market/listing"), (failure.Status, failure.IsTransient, failure.Step));
        Assert.Equal(1, world.Service.Count("get market/listing"));
        Assert.DoesNotContain("emu-canary", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 403, "Forbidden")]
    [InlineData(true, 403, "Forbidden")]
    [InlineData(false, 400, "BadRequest")]
    [InlineData(true, 400, "BadRequest")]
    public async Task A_refusal_has_the_service_s_code_and_a_sentence_for_the_player(bool isOAuth, int status, string name)
    {
        await using Pd2World world = new() { IsOAuth = isOAuth };
        Pd2Account me = await world.SignInAsync();
        world.Service.Next("get market/listing", () => ScriptedReply.Error(status, name, "emu-canary"));
        ProviderException failure = await world.FailureAsync<ProviderException>(me.Listings.GetAsync(Listing));
        Assert.Equal((status, name, false, "pd2"), (failure.Status ?? 0, failure.Code, failure.IsTransient, failure.Provider));
        Assert.DoesNotContain("emu-canary", failure.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(failure.UserMessage);
        Assert.Equal(name == "Forbidden", failure.UserMessage.Contains("does not allow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"_id":7}""")]
    public async Task An_answer_that_is_no_listing_is_a_typed_error(string answer)
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        world.Service.Next("get market/listing", () => ScriptedReply.Of(answer));
        ProviderException failure = await world.FailureAsync<ProviderException>(me.Listings.GetAsync(Listing));
        Assert.Contains("no id", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_the_service_has_dropped_is_made_again_and_the_call_succeeds()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        await me.GetProfileAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(40));
        foreach (ServicePeer peer in world.Service.Peers)
        {
            peer.Token = null;
        }

        Assert.Null(await world.WalkAsync(me.Listings.GetAsync(Listing)));
        Assert.Equal(2, world.Service.Count("create security/session"));
    }

    [Fact]
    public async Task A_dead_token_ends_in_a_sign_in_and_not_in_a_loop()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        await me.GetProfileAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(40));
        world.Service.EndGrant();
        SignInRequiredException error = await world.FailureAsync<SignInRequiredException>(me.Listings.GetAsync(Listing));
        Assert.Equal(SignInReason.Revoked, error.Reason);
        Assert.Equal(AccountStatus.SignInRequired, me.Status);
        world.Service.Clear();
        await world.FailureAsync<SignInRequiredException>(me.Listings.GetAsync(Listing));
        Assert.Empty(world.Service.Sent);
        Assert.Empty(world.Service.Frames);
    }
}
