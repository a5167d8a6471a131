using GameAuth.Toy;
using System.Net;
using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Http;

public sealed class RepetitionTests : EngineTest
{
    [Fact]
    public async Task A_request_that_is_safe_is_repeated_after_a_transient_failure()
    {
        using HttpClient client = (await SignInAsync(await HostAsync())).CreateClient();
        Fail(HttpStatusCode.ServiceUnavailable);
        Tap.LoseCall(WireCall.Api);
        using HttpResponseMessage response = await WalkAsync(client.GetAsync(Harness.ApiTarget));
        Assert.Equal((HttpStatusCode.OK, 3), (response.StatusCode, Tap.Count(WireCall.Api)));
    }

    [Fact]
    public async Task The_last_failure_is_the_callers()
    {
        using HttpClient client = (await SignInAsync(await HostAsync())).CreateClient();
        Fail(HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway, HttpStatusCode.GatewayTimeout);
        using HttpResponseMessage response = await WalkAsync(client.GetAsync(Harness.ApiTarget));
        Assert.Equal((HttpStatusCode.GatewayTimeout, 3), (response.StatusCode, Tap.Count(WireCall.Api)));
    }

    [Fact]
    public async Task A_request_that_is_not_safe_is_sent_once()
    {
        using HttpClient client = (await SignInAsync(await HostAsync())).CreateClient();
        Fail(HttpStatusCode.ServiceUnavailable);
        using HttpResponseMessage response = await WalkAsync(client.PostAsync(Harness.ApiTarget, content: null));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, Tap.Count(WireCall.Api)));
        Tap.LoseCall(WireCall.Api);
        await Assert.ThrowsAsync<HttpRequestException>(() => WalkAsync(client.PostAsync(Harness.ApiTarget, content: null)));
        Assert.Equal(2, Tap.Count(WireCall.Api));
    }

    [Fact]
    public async Task A_query_that_is_sent_with_post_and_said_to_be_safe_is_repeated_with_its_body()
    {
        using HttpClient client = (await SignInAsync(await HostAsync())).CreateClient();
        Fail(HttpStatusCode.ServiceUnavailable);
        Tap.LoseCall(WireCall.Api);
        using HttpRequestMessage request = new(HttpMethod.Post, Harness.ApiTarget) { Content = new StringContent("a=b") };
        using HttpResponseMessage response = await WalkAsync(client.SendAsync(request.SetSafe()));
        Assert.Equal(3, Tap.Count(WireCall.Api));
    }

    [Fact]
    public async Task A_body_that_can_not_be_sent_twice_is_not_repeated_whatever_is_said()
    {
        using HttpClient client = (await SignInAsync(await HostAsync())).CreateClient();
        Fail(HttpStatusCode.ServiceUnavailable);
        using HttpRequestMessage request = new(HttpMethod.Post, Harness.ApiTarget) { Content = new StreamContent(new MemoryStream("a=b"u8.ToArray())) };
        using HttpResponseMessage response = await WalkAsync(client.SendAsync(request.SetSafe()));
        Assert.Equal(1, Tap.Count(WireCall.Api));
    }

    [Fact]
    public async Task A_lost_answer_of_a_typed_call_is_an_unknown_outcome_unless_the_request_is_safe()
    {
        ContractHost host = await HostAsync(static gameAuth => gameAuth.Services.Configure<GameAuthOptions>(static options => options.Attempts.SafeRetries = 0));
        ToyAccount account = await SignInAsync(host);
        Tap.LoseCall(WireCall.Api);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => account.ReportAsync());
        Tap.LoseCall(WireCall.Api);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => account.GetNameAsync())).IsTransient);
    }

    [Fact]
    public async Task A_failure_that_is_the_callers_is_not_repeated()
    {
        using HttpClient client = (await SignInAsync(await HostAsync())).CreateClient();
        Fail(HttpStatusCode.NotFound);
        using HttpResponseMessage response = await WalkAsync(client.GetAsync(Harness.ApiTarget));
        Assert.Equal((HttpStatusCode.NotFound, 1), (response.StatusCode, Tap.Count(WireCall.Api)));
    }

    [Fact]
    public async Task Repetition_can_be_switched_off()
    {
        ContractHost host = await HostAsync(static gameAuth => gameAuth.Services.Configure<GameAuthOptions>(static options => options.Attempts.SafeRetries = 0));
        using HttpClient client = (await SignInAsync(host)).CreateClient();
        Fail(HttpStatusCode.ServiceUnavailable);
        using HttpResponseMessage response = await WalkAsync(client.GetAsync(Harness.ApiTarget));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, Tap.Count(WireCall.Api)));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_ends_in_time_and_says_which_limit_it_was()
    {
        using HttpClient client = (await SignInAsync(await HostAsync())).CreateClient();
        WireHold hold = Tap.Hold(WireCall.Api);
        Task<HttpResponseMessage> late = client.PostAsync(Harness.ApiTarget, content: null);
        await hold.Reached;
        await ProviderHarness.UntilAsync(() => Harness.Clock.PendingTimers >= 2);
        Harness.Clock.Advance(TimeSpan.FromSeconds(99));
        Assert.False(late.IsCompleted);
        Harness.Clock.Advance(TimeSpan.FromSeconds(1));
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => late.WaitAsync(ProviderHarness.Patience));
        Assert.Contains("AttemptTimeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_no_time_out()
    {
        using HttpClient client = (await SignInAsync(await HostAsync())).CreateClient();
        WireHold hold = Tap.Hold(WireCall.Api);
        using CancellationTokenSource givingUp = new();
        Task<HttpResponseMessage> late = client.GetAsync(Harness.ApiTarget, givingUp.Token);
        await hold.Reached;
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late.WaitAsync(ProviderHarness.Patience));
        Assert.Equal(1, Tap.Count(WireCall.Api));
    }

    private void Fail(params HttpStatusCode[] statuses)
    {
        foreach (HttpStatusCode status in statuses)
        {
            Tap.Answer(WireCall.Api, () => new HttpResponseMessage(status));
        }
    }

    private async Task<HttpResponseMessage> WalkAsync(Task<HttpResponseMessage> sending)
    {
        await Harness.WalkAsync(sending);
        return await sending;
    }
}
