using System.Net;

namespace GameAuth.Psn.Tests.Requests;

/// <summary>What each request is called: an id per attempt, a trace per account and run, a span per operation.</summary>
public class RequestTests
{
    private static readonly Uri Summary = new("https://m.np.playstation.com/api/trophy/v1/users/me/trophySummary");

    [Fact]
    public async Task Each_attempt_has_an_id_of_its_own_and_an_operation_one_span()
    {
        await using PsnWorld world = new() { SafeRetries = 2 };
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("summary", static () => ScriptedAnswer.Json(503, "{}"), times: 2);
        await world.WalkAsync(me.Trophies.GetSummaryAsync());
        await world.WalkAsync(me.Trophies.GetSummaryAsync());
        SentCall[] sent = [.. world.Service.Sent];
        Assert.Equal(4, sent.Length);
        Assert.Equal(4, sent.Select(static call => call.Headers["x-psn-request-id"]).Distinct(StringComparer.Ordinal).Count());
        Assert.All(sent, static call => Assert.True(Guid.TryParse(call.Headers["x-psn-request-id"], out _)));
        Assert.All(sent, static call => Assert.Matches("^[0-9a-f]{16}$", call.Headers["x-psn-span-id"]));
        Assert.Single(sent[..3].Select(static call => call.Headers["x-psn-span-id"]).Distinct(StringComparer.Ordinal));
        Assert.NotEqual(sent[0].Headers["x-psn-span-id"], sent[3].Headers["x-psn-span-id"]);
    }

    [Fact]
    public async Task A_trace_is_an_account_s_in_one_run()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        PsnAccount me = await world.SignInAsync(psn);
        world.Service.SignsIn = ScriptedReads.Friend;
        PsnAccount other = await psn.AddAccountAsync(PsnSignIn.Browser(world.Prompt));
        world.Service.Clear();
        await me.Trophies.GetSummaryAsync();
        await me.Presence.GetAsync();
        await other.Trophies.GetSummaryAsync();
        await world.StopAsync();
        await (await (await world.StartAsync()).FindAsync(me.Id))!.Trophies.GetSummaryAsync();
        string[] traces = [.. world.Service.Sent.Select(static call => call.Headers["x-psn-trace-id"])];
        Assert.All(traces, static trace => Assert.Matches("^[0-9a-f]{16}$", trace));
        Assert.Equal(traces[0], traces[1]);
        Assert.Equal(3, traces.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_application_s_own_requests_are_called_the_same_way()
    {
        await using PsnWorld world = new() { Options = static options => options.AppVersion = "MyApp/1.0" };
        PsnAccount me = await world.SignInAsync();
        using HttpClient client = me.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Get, Summary) { Headers = { { "Accept-Language", "de-DE" }, { "User-Agent", "MyApp/1.0" } } };
        using HttpResponseMessage answer = await client.SendAsync(request);
        await me.Trophies.GetSummaryAsync();
        SentCall[] sent = [.. world.Service.Sent];
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(sent[0].Headers["x-psn-trace-id"], sent[1].Headers["x-psn-trace-id"]);
        Assert.NotEqual(sent[0].Headers["x-psn-request-id"], sent[1].Headers["x-psn-request-id"]);
        Assert.All(sent, static call => Assert.Equal(("en-US", "US", "MyApp/1.0"), (call.Headers["Accept-Language"], call.Headers["Country"], call.Headers["x-psn-app-ver"])));
        Assert.Equal("MyApp/1.0", sent[0].Headers["User-Agent"]);
        Assert.StartsWith("GameAuth.Psn/", sent[1].Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(409)]
    public async Task No_4xx_but_a_401_is_sent_again(int status)
    {
        await using PsnWorld world = new() { SafeRetries = 2 };
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("summary", () => ScriptedAnswer.Json(status, """{"error":{"code":2281473,"message":"Bad Request (query: limit)"}}"""), times: 5);
        await world.FailureAsync(me.Trophies.GetSummaryAsync());
        Assert.Equal(1, world.Service.Count("summary"));
    }

    [Fact]
    public async Task A_401_is_replayed_once_with_another_token_and_another_id()
    {
        await using PsnWorld world = new() { SafeRetries = 2 };
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("summary", static () => ScriptedAnswer.Json(401, """{"error":{"code":2241025,"message":"Invalid token"}}"""), times: 5);
        ProviderException error = Assert.IsType<ProviderException>(await world.FailureAsync(me.Trophies.GetSummaryAsync()));
        Assert.Equal((401, "2241025", 2, 1), (error.Status, error.Code, world.Service.Count("summary"), world.Service.Count("refresh")));
        Assert.Equal(2, world.Service.Sent.Where(static call => call.Step == "summary").Select(static call => call.Headers["Authorization"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_read_is_sent_again_after_a_network_fault_with_a_new_id()
    {
        await using PsnWorld world = new() { SafeRetries = 2 };
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("summary", ScriptedAnswer.Lost);
        await world.WalkAsync(me.Trophies.GetSummaryAsync());
        Assert.Equal(2, world.Service.Sent.Select(static call => call.Headers["x-psn-request-id"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Equal_reads_that_are_under_way_are_one_request()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        TaskCompletionSource answers = new();
        world.Service.AnswersLeave = answers.Task;
        Task<PsnTrophySummary>[] reads = [.. Enumerable.Range(0, 8).Select(_ => me.Trophies.GetSummaryAsync())];
        Task<PsnPresenceRecord?> other = me.Presence.GetAsync();
        await ProviderContract.ProviderHarness.UntilAsync(() => world.Service.Sent.Count == 2);
        answers.SetResult();
        Assert.All(await Task.WhenAll(reads), static summary => Assert.Equal(412, summary.Level));
        await other;
        Assert.Equal((1, 1), (world.Service.Count("summary"), world.Service.Count("presence")));
        await me.Trophies.GetSummaryAsync();
        Assert.Equal(2, world.Service.Count("summary"));
    }

    [Fact]
    public async Task No_token_goes_to_the_sign_in_hosts_or_elsewhere()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        using HttpClient client = me.CreateClient();
        foreach (string address in (string[])["https://ca.account.sony.com/x", "https://my.account.sony.com/x", "https://playstation.com/x"])
        {
            await Assert.ThrowsAsync<IllegalStepException>(() => client.GetAsync(new Uri(address)));
        }

        Assert.Empty(world.Service.Sent);
    }
}
