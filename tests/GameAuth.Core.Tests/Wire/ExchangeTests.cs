using System.Net.Sockets;
using GameAuth.Providers;
using static GameAuth.Core.Tests.Wire.ScriptedHandler;

namespace GameAuth.Core.Tests.Wire;

public sealed class ExchangeTests
{
    private static readonly HttpRequestException Refused = new(HttpRequestError.ConnectionError, "canary", new SocketException());
    private static readonly HttpRequestException Reset = new(HttpRequestError.ResponseEnded, "canary");

    public static TheoryData<HttpRequestError> Unsent => [HttpRequestError.NameResolutionError, HttpRequestError.ConnectionError,
        HttpRequestError.SecureConnectionError, HttpRequestError.ProxyTunnelError, HttpRequestError.VersionNegotiationError];

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_answer_comes_back_for_the_provider_to_judge(int status)
    {
        Channel channel = new(Answer("{}", status));

        ProviderResponse answer = await channel.SendAsync(Channel.Call());

        Assert.Equal((status, "xbox", "xsts", 2), (answer.Status, answer.Provider, answer.Step, answer.Body.Length));
        Assert.Equal((1, 0, 1), (channel.Pacer.Taken, channel.Pacer.GivenBack, channel.Pacer.Disposed));
        Assert.Equal([status], channel.Pacer.Learnt);
    }

    [Fact]
    public async Task A_provider_that_means_something_of_its_own_by_an_answer_says_so_for_calls_without_an_account()
    {
        Channel channel = new(Answer("<html>", 403));
        Exchange wire = new(new HttpClient(channel.Handler) { Timeout = Timeout.InfiniteTimeSpan }, channel.Pacer, channel.Server, "xbox") { Judge = static answer => answer.Status == 403 ? Verdict.Throttled : null };

        await Assert.ThrowsAsync<ThrottledException>(() => wire.SendAsync(Channel.Call(), CancellationToken.None));
        Assert.Equal(403, (await channel.SendAsync(Channel.Call())).Status);
    }

    [Theory]
    [MemberData(nameof(Unsent))]
    public async Task What_surely_never_left_is_tried_again_and_gives_its_places_back(HttpRequestError error)
    {
        Channel channel = new(Throw(new HttpRequestException(error, "canary")));

        ProviderException failure = await Assert.ThrowsAsync<ProviderException>(() => channel.SendAsync(Channel.Call()));

        Assert.True(failure.IsTransient);
        Assert.Contains("nothing was sent", failure.Message, StringComparison.Ordinal);
        Assert.Equal((3, 3, 3), (channel.Pacer.Taken, channel.Pacer.GivenBack, channel.Pacer.Disposed));
        Assert.Null(failure.InnerException);
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_who_gives_up_cuts_a_call_off_unless_it_is_finished_once_sent(bool finishes)
    {
        using CancellationTokenSource patience = new();
        TaskCompletionSource<HttpResponseMessage> answer = new();
        Channel channel = new((_, cancelled) => answer.Task.WaitAsync(cancelled));
        Task<ProviderResponse> call = channel.Wire.SendAsync(Channel.Call() with { FinishesOnceSent = finishes }, patience.Token);
        await patience.CancelAsync();
        answer.TrySetResult(new HttpResponseMessage { Content = new StringContent("{}") });

        await (finishes ? (Task)call : Assert.ThrowsAnyAsync<OperationCanceledException>(() => call));
        Assert.Single(channel.Handler.Sent);
    }

    [Fact]
    public async Task A_lost_answer_to_a_call_that_is_not_repeatable_is_sent_once_and_its_outcome_is_unknown()
    {
        Channel channel = new(Throw(Reset), Answer("{}"));

        OutcomeUnknownException error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => channel.SendAsync(Channel.Call()));

        Assert.Equal(("xbox", "xsts"), (error.Provider, error.Step));
        Assert.Single(channel.Handler.Sent);
        Assert.Equal(0, channel.Pacer.GivenBack);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_to_a_repeatable_call_is_asked_for_again_with_a_permit_and_a_request_of_its_own()
    {
        Channel channel = new(Throw(Reset), Throw(new IOException("canary")), Answer("{}"));
        int built = 0;
        ProviderCall call = new("xsts", () => new HttpRequestMessage(HttpMethod.Get, $"https://xsts.example/{++built}")) { IsRepeatable = true, Pace = new(["a"]) };

        ProviderResponse answer = await channel.SendAsync(call);

        Assert.Equal(200, answer.Status);
        Assert.Equal(["/1", "/2", "/3"], channel.Handler.Sent.Select(sent => sent.RequestUri!.AbsolutePath));
        Assert.Equal((3, 0), (channel.Pacer.Taken, channel.Pacer.GivenBack));
        Assert.True(channel.Clock.GetUtcNow() > Answers.Arrival);
    }

    [Fact]
    public async Task After_the_last_retry_a_lost_answer_to_a_repeatable_call_is_transient()
    {
        Channel channel = new(Throw(Reset));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => channel.SendAsync(Channel.Call(isRepeatable: true)));

        Assert.True(error.IsTransient);
        Assert.Equal(3, channel.Handler.Sent.Count);
    }

    [Fact]
    public async Task A_call_that_wants_no_retries_gets_none()
    {
        Channel channel = new(Throw(Refused));

        await Assert.ThrowsAsync<ProviderException>(() => channel.SendAsync(Channel.Call(isRepeatable: true) with { MaxRetries = 0 }));

        Assert.Single(channel.Handler.Sent);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_servers_failure_is_asked_again_only_when_that_is_safe(int status)
    {
        Channel channel = new(Answer("", status), Answer("{}"));

        Assert.Equal(200, (await channel.SendAsync(Channel.Call(isRepeatable: true))).Status);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(408)]
    [InlineData(425)]
    public async Task No_4xx_but_401_is_ever_asked_again(int status)
    {
        Channel channel = new(Answer("", status), Answer("{}"));

        Assert.Equal(status, (await channel.SendAsync(Channel.Call(isRepeatable: true))).Status);
        Assert.Single(channel.Handler.Sent);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_gateway_that_lost_the_answer_leaves_the_outcome_unknown(int status)
    {
        Channel channel = new(Answer("", status), Answer("{}"));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => channel.SendAsync(Channel.Call()));
        Assert.Single(channel.Handler.Sent);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task A_request_that_only_reads_has_no_outcome_to_be_unknown_though_it_is_not_to_be_sent_twice(string method)
    {
        ProviderCall read = new("xsts", () => new HttpRequestMessage(new HttpMethod(method), "https://xsts.example/read")) { MaxBody = 1000 };
        Channel channel = new(Answer("<html>", 502), Answer("<html>", 504), Throw(Reset), Hang(), Answer(new string('a', 1001)), Answer("{}"));

        Assert.Equal(502, (await channel.SendAsync(read)).Status);
        Assert.Equal(504, (await channel.SendAsync(read)).Status);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => channel.SendAsync(read))).IsTransient);
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => channel.SendAsync(read))).IsTransient);
        Assert.False((await Assert.ThrowsAsync<ProviderException>(() => channel.SendAsync(read))).IsTransient);
        Assert.Equal(5, channel.Handler.Sent.Count);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_an_error_and_never_followed(int status)
    {
        Channel channel = new(Answer("", status, ("Location", "https://evil.example/")));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => channel.SendAsync(Channel.Call(isRepeatable: true)));

        Assert.Equal((status, "xsts", true), (error.Status, error.Step, error.IsTransient));
        Assert.DoesNotContain("evil", error.ToString(), StringComparison.Ordinal);
        Assert.Single(channel.Handler.Sent);
    }

    [Fact]
    public async Task A_redirect_that_is_wanted_is_an_answer()
    {
        Channel channel = new(Answer("", 302, ("Location", "app://redirect?code=1")));

        ProviderResponse answer = await channel.SendAsync(Channel.Call() with { TakesRedirect = true });

        Assert.Equal("app://redirect?code=1", answer.Header("Location"));
        Assert.Single(channel.Handler.Sent);
    }

    [Fact]
    public async Task An_attempt_that_hangs_ends_at_its_limit()
    {
        Channel channel = new(Hang());

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => channel.SendAsync(Channel.Call() with { AttemptTimeout = TimeSpan.FromSeconds(7) }));

        Assert.Equal(Answers.Arrival.AddSeconds(7), channel.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_a_cancellation_and_the_place_stays_spent()
    {
        using CancellationTokenSource caller = new();
        Channel channel = new(async (_, cancellationToken) =>
        {
            await caller.CancelAsync();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "as some handlers do", new OperationCanceledException(cancellationToken));
        });

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.SendAsync(Channel.Call(), caller.Token));

        Assert.Equal(caller.Token, error.CancellationToken);
        Assert.Equal((1, 0, 1), (channel.Pacer.Taken, channel.Pacer.GivenBack, channel.Pacer.Disposed));
    }

    [Fact]
    public async Task A_request_that_can_not_be_built_is_refused_without_quoting_the_value_and_gives_its_place_back()
    {
        Channel channel = new(Answer("{}"));
        ProviderCall call = new("xsts", () =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, "https://xsts.example/");
            request.Headers.Add("Authorization", "canary\r\nX-Injected: 1");
            return request;
        })
        { Pace = new(["a"]) };

        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => channel.SendAsync(call));

        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.Null(error.InnerException);
        Assert.Empty(channel.Handler.Sent);
        Assert.Equal((1, 1, 1), (channel.Pacer.Taken, channel.Pacer.GivenBack, channel.Pacer.Disposed));
    }

    [Theory]
    [InlineData("http://xsts.example/")]
    [InlineData("/relative")]
    public async Task Nothing_leaves_this_machine_without_TLS(string address)
    {
        Channel channel = new(Answer("{}"));
        ProviderCall call = new("xsts", () => new HttpRequestMessage(HttpMethod.Post, address));

        await Assert.ThrowsAsync<IllegalStepException>(() => channel.SendAsync(call));

        Assert.Empty(channel.Handler.Sent);
    }

    [Fact]
    public async Task A_loopback_emulator_is_spoken_to_without_TLS()
    {
        Channel channel = new(Answer("{}"));

        Assert.Equal(200, (await channel.SendAsync(new("xsts", () => new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1:5001/")))).Status);
    }

    [Fact]
    public void A_client_with_a_timeout_of_its_own_is_refused()
    {
        Channel channel = new();
        using HttpClient http = new();

        GameAuthConfigurationException error =
            Assert.Throws<GameAuthConfigurationException>(() => new Exchange(http, channel.Pacer, channel.Server, "xbox"));

        Assert.Contains("InfiniteTimeSpan", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_success_to_a_call_that_is_not_repeatable_leaves_the_outcome_unknown()
    {
        Channel channel = new(Answer(new string('x', 2000)));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => channel.SendAsync(Channel.Call() with { MaxBody = 1000 }));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(400, false)]
    public async Task A_huge_answer_is_an_error_that_is_not_asked_for_again(int status, bool isRepeatable)
    {
        Channel channel = new(Answer(new string('x', 2000), status));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => channel.SendAsync(Channel.Call(isRepeatable) with { MaxBody = 1000 }));

        Assert.Equal((status, "xsts"), (error.Status, error.Step));
        Assert.Single(channel.Handler.Sent);
    }

    [Fact]
    public async Task The_log_has_names_and_numbers_only()
    {
        Channel channel = new(Throw(Reset));
        ProviderCall call = new("xsts", () => new HttpRequestMessage(HttpMethod.Get, "https://xsts.example/?code=canary")) { IsRepeatable = true };

        await Assert.ThrowsAsync<ProviderException>(() => channel.SendAsync(call));

        Assert.Equal(3, channel.Log.Lines.Count);
        Assert.All(channel.Log.Lines, line => Assert.DoesNotContain("canary", line, StringComparison.Ordinal));
    }
}
