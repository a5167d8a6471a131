using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Psn.Tests.Errors;

/// <summary>Each row of what the service is known to refuse with: what is thrown, what becomes of the account, and what the player reads.</summary>
public class ErrorTableTests
{
    public static TheoryData<string, int, string, Type, string?, AccountStatus> Refreshes => new()
    {
        { """{"error":"invalid_grant","error_description":"Invalid refresh token","error_code":4159}""", 400, "refresh", typeof(SignInRequiredException), null, AccountStatus.SignInRequired },
        { """{"error":"invalid_grant","error_description":"Invalid refresh token","error_code":"4159"}""", 400, "refresh", typeof(SignInRequiredException), null, AccountStatus.SignInRequired },
        { """{"error":"something_new","error_code":4159}""", 400, "refresh", typeof(SignInRequiredException), null, AccountStatus.SignInRequired },
        { """{"error":"invalid_grant"}""", 400, "refresh", typeof(SignInRequiredException), null, AccountStatus.SignInRequired },
        { """{"error":"invalid_grant","error_code":20}""", 401, "refresh", typeof(SignInRequiredException), null, AccountStatus.SignInRequired },
        { """{"error":"invalid_grant","error_description":"Password expired","error_code":100}""", 400, "refresh", typeof(AccountRestrictedException), "100", AccountStatus.Restricted },
        { """{"error":"invalid_grant","error_description":"Bad request","error_code":1}""", 400, "refresh", typeof(ProviderException), "1", AccountStatus.Active },
        { """{"error":"unauthorized_client","error_code":4151}""", 401, "refresh", typeof(GameAuthConfigurationException), "4151", AccountStatus.Active },
        { """{"error":"invalid_client","error_code":4102}""", 401, "refresh", typeof(GameAuthConfigurationException), "4102", AccountStatus.Active },
        { """{"error":"invalid_scope"}""", 400, "refresh", typeof(GameAuthConfigurationException), "invalid_scope", AccountStatus.Active },
        { """{"error":"invalid_token","error_code":4097,"parameters":["captchatokenmissing"]}""", 400, "refresh", typeof(ProviderException), "4097", AccountStatus.Active },
        { """{"error":"login_required","error_code":4165}""", 400, "refresh", typeof(ProviderException), "4165", AccountStatus.Active },
        { """{"error":"invalid_grant","error_code":4159}""", 500, "refresh", typeof(ProviderException), "invalid_grant", AccountStatus.Active },
        { """{"error":{"code":2241025,"message":"Invalid token"}}""", 401, "refresh", typeof(ProviderException), null, AccountStatus.Active },
        { "", 400, "refresh", typeof(ProviderException), null, AccountStatus.Active },
        { "<html>no</html>", 400, "refresh", typeof(ProviderException), null, AccountStatus.Active },
        { """{"error":"inv""", 400, "refresh", typeof(ProviderException), null, AccountStatus.Active },
    };

    public static TheoryData<string, int, Type, string?> Doors => new()
    {
        { """{"error":"invalid_grant","error_description":"Invalid login","error_code":20}""", 400, typeof(ProviderException), "20" },
        { """{"error":"invalid_grant","error_description":"Bad request","error_code":1}""", 400, typeof(ProviderException), "1" },
        { """{"error":"invalid_grant","error_code":4159}""", 400, typeof(ProviderException), "4159" },
        { """{"error":"invalid_grant","error_code":100}""", 400, typeof(AccountRestrictedException), "100" },
        { """{"error":"unauthorized_client","error_description":"Client does not have grant type","error_code":4151}""", 400, typeof(GameAuthConfigurationException), "4151" },
        { """{"error":"login_required","error_code":4165}""", 400, typeof(ProviderException), "4165" },
        { """{"error":"a sentence with \"secrets\" in it"}""", 400, typeof(ProviderException), "unrecognised" },
    };

    public static TheoryData<int, string, string?, string> Reads => new()
    {
        { 400, """{"error":{"referenceId":"r","code":2281473,"message":"Bad Request (query: limit)"}}""", "2281473", "PlayStation" },
        { 403, """{"error":{"referenceId":"r","code":2281486,"message":"Not permitted by access control"}}""", "2281486", "This player does not show that to you." },
        { 403, """{"error":{"code":"2240526","message":"Not permitted by access control","reason":"HiddenGamelist"}}""", "2240526", "PlayStation" },
        { 404, """{"error":{"code":2240525,"message":"Not found"}}""", "2240525", "PlayStation" },
        { 500, """{"error":{"code":1,"message":"x"}}""", "1", "PlayStation" },
        { 403, "", null, "PlayStation" },
        { 400, "[1,2", null, "PlayStation" },
    };

    [Theory]
    [MemberData(nameof(Refreshes))]
    public async Task A_refresh(string body, int status, string step, Type type, string? code, AccountStatus after)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Json(status, body), times: 5);
        GameAuthException error = await world.FailureAsync(me.Trophies.GetSummaryAsync());
        Assert.Equal((type, step), (error.GetType(), error.Step));
        Assert.Equal(code, CodeOf(error));
        Assert.Equal((after, 1), (me.Status, world.Service.Count("refresh")));
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_door_marks_nothing(string body, int status, Type type, string? code)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("code", () => ScriptedAnswer.Json(status, body));
        IPsnAuth psn = world.Host.Services.GetRequiredService<IPsnAuth>();
        GameAuthException error = await world.FailureAsync(psn.SignInAsync(PsnSignIn.Browser(world.Prompt) with { Account = me.Id, ForcePrompt = true }));
        Assert.Equal((type, "code exchange"), (error.GetType(), error.Step));
        Assert.Equal(code, CodeOf(error));
        Assert.DoesNotContain("secrets", error.ToString(), StringComparison.Ordinal);
        Assert.Equal((AccountStatus.Active, 1), (me.Status, world.Service.Count("code")));
        Assert.Equal(412, (await me.Trophies.GetSummaryAsync()).Level);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_read(int status, string body, string? code, string shown)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("summary", () => ScriptedAnswer.Json(status, body, ("X-Psn-Request-Id", "emu-request")), times: 3);
        ProviderException error = Assert.IsType<ProviderException>(await world.FailureAsync(me.Trophies.GetSummaryAsync()));
        Assert.Equal((status, code, "trophy summary", status >= 500), (error.Status, error.Code, error.Step, error.IsTransient));
        Assert.Equal("emu-request", error.CorrelationId);
        Assert.True(shown == "PlayStation" || error.UserMessage == shown);
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    [Fact]
    public async Task A_locked_account_is_told_what_to_do_and_the_grant_is_kept()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", static () => ScriptedAnswer.Json(400, """{"error":"invalid_grant","error_description":"Password expired","error_code":100}"""));
        GameAuthException error = await world.FailureAsync(me.Trophies.GetSummaryAsync());
        Assert.Equal("PlayStation has locked this account. Please reset your password at PlayStation, then sign in again.", error.UserMessage);
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(412, (await me.Trophies.GetSummaryAsync()).Level);
        Assert.Equal(1, world.Prompt.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{\"access_token\":")]
    public async Task A_success_that_can_not_be_read_is_an_unknown_outcome_of_a_refresh(string body)
    {
        await using PsnWorld world = new();
        world.Service.Rotates = false;
        PsnAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Json(200, body));
        GameAuthException error = await world.FailureAsync(me.Trophies.GetSummaryAsync());
        Assert.True(error is OutcomeUnknownException or ProviderException, error.GetType().Name);
        Assert.Equal(AccountStatus.Active, me.Status);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(412, (await me.Trophies.GetSummaryAsync()).Level);
    }

    private static string? CodeOf(GameAuthException error) => error switch
    {
        ProviderException failed => failed.Code,
        AccountRestrictedException locked => locked.Code,
        GameAuthConfigurationException setup => setup.Code,
        _ => null,
    };
}
