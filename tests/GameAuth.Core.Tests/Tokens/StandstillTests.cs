using System.Net;
using GameAuth.Providers;

namespace GameAuth.Tests.Tokens;

/// <summary>A process that was stopped has not waited: what has arrived meanwhile is read before a late time limit counts.</summary>
public sealed class StandstillTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly StandstillClock _clock = new();
    private readonly CancellationTokenSource _source = new();

    public void Dispose() => _source.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(26)]
    [InlineData(29)]
    public async Task An_answer_that_came_while_the_process_stood_still_is_taken(int secondsBefore)
    {
        using HeldWire wire = new();
        using HttpClient http = new(wire) { Timeout = Timeout.InfiniteTimeSpan };
        using RequestPacer pacer = new(new RequestPacerOptions(), _clock);
        Exchange exchange = new(http, pacer, new ServerClock(_clock), "toy");
        Task<ProviderResponse> answer = exchange.SendAsync(
            new ProviderCall("refresh", static () => new HttpRequestMessage(HttpMethod.Post, "https://toy.test/token")) { AttemptTimeout = Limit }, CancellationToken.None);
        _clock.Run(Second * secondsBefore);
        _clock.StandStill(TimeSpan.FromSeconds(40));
        wire.Answer.TrySetResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") });
        Assert.Equal(200, (await answer.WaitAsync(TimeSpan.FromSeconds(30))).Status);
    }

    [Fact]
    public void A_limit_is_as_long_as_it_says_for_a_process_that_runs()
    {
        using TimeLimit limit = new(Limit, _clock, _source);
        _clock.Run(Limit - TimeSpan.FromTicks(1));
        Assert.False(_source.IsCancellationRequested);
        _clock.Run(TimeSpan.FromTicks(1));
        Assert.True(_source.IsCancellationRequested);
    }

    [Theory]
    [InlineData(30, 3)]
    [InlineData(600, 5)]
    public void A_process_that_stood_still_gets_the_last_tenth_but_no_more_than_five_seconds(int limitSeconds, int turnSeconds)
    {
        using TimeLimit limit = new(Second * limitSeconds, _clock, _source);
        _clock.StandStill(TimeSpan.FromHours(1));
        _clock.Run((Second * turnSeconds) - TimeSpan.FromTicks(1));
        Assert.False(_source.IsCancellationRequested);
        _clock.Run(TimeSpan.FromTicks(1));
        Assert.True(_source.IsCancellationRequested);
    }

    [Fact]
    public void A_process_that_stands_still_in_the_last_tenth_gets_it_again()
    {
        using TimeLimit limit = new(Limit, _clock, _source);
        _clock.Run(Second * 28);
        _clock.StandStill(TimeSpan.FromSeconds(40));
        _clock.Run(Second * 2);
        Assert.False(_source.IsCancellationRequested);
        _clock.Run(Second);
        Assert.True(_source.IsCancellationRequested);
    }

    [Fact]
    public void A_limit_that_is_disposed_or_infinite_cancels_nothing()
    {
        using (new TimeLimit(Limit, _clock, _source))
        {
        }

        using TimeLimit infinite = new(Timeout.InfiniteTimeSpan, _clock, _source);
        _clock.Run(TimeSpan.FromDays(1));
        Assert.False(_source.IsCancellationRequested);
    }

    [Fact]
    public void A_source_that_its_owner_has_disposed_is_left_alone()
    {
        using TimeLimit limit = new(Limit, _clock, _source);
        _source.Dispose();
        Assert.Null(Record.Exception(() => _clock.Run(Limit)));
    }

    private sealed class HeldWire : HttpMessageHandler
    {
        public TaskCompletionSource<HttpResponseMessage> Answer { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Answer.Task.WaitAsync(cancellationToken);
    }
}
