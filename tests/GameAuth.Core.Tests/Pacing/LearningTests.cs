using System.Globalization;
using System.Net;
using GameAuth.Providers;
using static GameAuth.Core.Tests.Pacing.PacerFixture;

namespace GameAuth.Core.Tests.Pacing;

public sealed class LearningTests
{
    private readonly PacerFixture _pacing = new(new PaceRule("p/s/*", Window(10, 60)), new PaceRule("ip", Window(100, 60)));

    [Fact]
    public async Task Retry_After_in_seconds_holds_the_scope()
    {
        await AnswerAsync(HttpStatusCode.TooManyRequests, ("Retry-After", "30"));

        Assert.Equal(30.0, _pacing.Estimate("p/s/1"));
        Assert.Equal(0.0, _pacing.Estimate("p/s/2"));
    }

    [Fact]
    public async Task Retry_After_as_a_date_is_measured_by_the_servers_own_clock()
    {
        DateTimeOffset serverNow = _pacing.Clock.GetUtcNow().AddHours(-7);

        await AnswerAsync(HttpStatusCode.ServiceUnavailable, ("Date", serverNow.ToString("R")), ("Retry-After", serverNow.AddSeconds(45).ToString("R")));

        Assert.Equal(45.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task Retry_After_as_a_date_without_a_date_of_the_answer_is_measured_by_our_clock()
    {
        await AnswerAsync(HttpStatusCode.TooManyRequests, ("Retry-After", _pacing.Clock.GetUtcNow().AddSeconds(45).ToString("R")));

        Assert.Equal(45.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task Retry_After_of_a_success_is_not_about_limits()
    {
        await AnswerAsync(HttpStatusCode.Created, ("Retry-After", "30"));

        Assert.Equal(0.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task What_is_left_is_never_exceeded_before_the_reset()
    {
        await AnswerAsync(HttpStatusCode.OK, ("X-RateLimit-Remaining", "2"), ("X-RateLimit-Reset-After", "7.5"));

        Assert.Equal([0.0, 0.0, 7.5], await _pacing.LetThroughAsync(_pacing.AcquireMany(3, "p/s/1")));
    }

    [Fact]
    public async Task Requests_on_their_way_are_counted_before_the_server_has_counted_them()
    {
        List<Task<IPacePermit>> onTheirWay = _pacing.AcquireMany(3, "p/s/1");

        await AnswerAsync(HttpStatusCode.OK, ("X-RateLimit-Remaining", "4"), ("X-RateLimit-Reset-After", "20"));

        _pacing.Take(1, "p/s/1");
        Assert.Equal(20.0, _pacing.Estimate("p/s/1"));
        Assert.Equal(3, onTheirWay.Count);
    }

    [Theory]
    [InlineData("Reset-After before Reset", "X-RateLimit-Reset", "1", "X-RateLimit-Reset-After", "9")]
    [InlineData("an epoch in seconds", "X-RateLimit-Reset", "{epoch+9}", null, null)]
    [InlineData("an epoch in milliseconds", "X-RateLimit-Reset", "{epochms+9}", null, null)]
    [InlineData("a number of seconds", "X-RateLimit-Reset", "9", null, null)]
    public async Task The_reset_is_read_from(string what, string name, string value, string? otherName, string? otherValue)
    {
        DateTimeOffset epoch = _pacing.Clock.GetUtcNow().AddSeconds(9);
        value = value.Replace("{epoch+9}", epoch.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{epochms+9}", epoch.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

        await AnswerAsync(HttpStatusCode.OK, [("X-RateLimit-Remaining", "0"), (name, value), .. otherName is null ? [] : new[] { (otherName, otherValue!) }]);

        Assert.True(_pacing.Estimate("p/s/1") == 9.0, what);
    }

    [Fact]
    public async Task An_epoch_is_measured_by_the_servers_own_clock()
    {
        DateTimeOffset serverNow = _pacing.Clock.GetUtcNow().AddHours(3);

        await AnswerAsync(
            HttpStatusCode.TooManyRequests,
            ("Date", serverNow.ToString("R")),
            ("X-RateLimit-Next-Available", serverNow.AddSeconds(12).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));

        Assert.Equal(12.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task A_looser_answer_loosens_nothing()
    {
        await AnswerAsync(HttpStatusCode.OK, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset-After", "20"));
        await AnswerAsync("p/s/1", HttpStatusCode.OK, answersOnly: true, ("X-RateLimit-Limit", "1000"), ("X-RateLimit-Remaining", "999"), ("X-RateLimit-Reset-After", "20"));
        _pacing.Pacer.Freeze("p/s/1", _pacing.Clock.GetUtcNow().AddSeconds(5));
        _pacing.Pacer.Learn("p/s/1", Window(1000, 60));

        Assert.Equal(20.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task A_generous_server_does_not_lift_a_rule()
    {
        await AnswerAsync(HttpStatusCode.OK, ("X-RateLimit-Limit", "1000"), ("X-RateLimit-Remaining", "999"), ("X-RateLimit-Reset-After", "60"));

        _pacing.Take(9, "p/s/1");
        Assert.Equal(60.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task A_stated_limit_outlives_its_window_and_is_forgotten_in_time()
    {
        await AnswerAsync(HttpStatusCode.OK, ("X-RateLimit-Limit", "2"), ("X-RateLimit-Remaining", "1"), ("X-RateLimit-Reset-After", "30"));
        _pacing.AdvanceTo(100);
        _pacing.Take(2, "p/s/1");
        Assert.Equal(130.0, _pacing.Estimate("p/s/1"));

        _pacing.AdvanceTo(3600);

        _pacing.Take(10, "p/s/1");
    }

    [Fact]
    public void A_window_that_a_body_named_applies_beside_the_rules()
    {
        _pacing.Pacer.Learn("p/s/1", Window(3, 15));

        _pacing.Take(3, "p/s/1");
        Assert.Equal(15.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public void A_looser_word_neither_lifts_nor_prolongs_a_stricter_one()
    {
        _pacing.Pacer.Learn("p/s/1", Window(3, 15));
        _pacing.AdvanceTo(3000);

        _pacing.Pacer.Learn("p/s/1", Window(8, 15));

        _pacing.Take(3, "p/s/1");
        Assert.Equal(3015.0, _pacing.Estimate("p/s/1"));
        _pacing.AdvanceTo(3600);
        _pacing.Take(10, "p/s/1");
    }

    [Fact]
    public void A_window_that_is_named_again_holds_on()
    {
        _pacing.Pacer.Learn("p/s/1", Window(3, 15));
        _pacing.AdvanceTo(3000);

        _pacing.Pacer.Learn("p/s/1", Window(3, 15));

        _pacing.AdvanceTo(3600);
        _pacing.Take(3, "p/s/1");
        Assert.Equal(3615.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public void A_frozen_scope_waits_and_may_be_one_without_a_rule()
    {
        _pacing.Pacer.Freeze("other/x", _pacing.Clock.GetUtcNow().AddMinutes(2));
        _pacing.Pacer.Freeze("other/x", _pacing.Clock.GetUtcNow().AddMinutes(1));

        Assert.Equal(120.0, _pacing.Estimate("other/x"));
        _pacing.AdvanceTo(120);
        _pacing.Take(100, "other/x");
    }

    [Fact]
    public async Task A_freeze_reaches_those_who_wait_already()
    {
        _pacing.Take(10, "p/s/1");
        Task<IPacePermit> waiting = _pacing.AcquireAsync("p/s/1");

        _pacing.Pacer.Freeze("p/s/1", _pacing.Clock.GetUtcNow().AddSeconds(90));

        Assert.Equal(90.0, await _pacing.LetThroughAsync(waiting));
    }

    [Fact]
    public async Task A_freeze_of_ages_does_not_overflow()
    {
        _pacing.Pacer.Freeze("p/s/1", DateTimeOffset.MaxValue);

        ThrottledException refused = await Assert.ThrowsAsync<ThrottledException>(() => _pacing.AcquireAsync(For("p/s/1") with { FailFast = true }));

        Assert.Equal(DateTimeOffset.MaxValue, refused.RetryAt);
        Assert.False(_pacing.AcquireAsync("p/s/1").IsCompleted);
    }

    [Fact]
    public async Task A_429_that_names_no_time_holds_longer_each_time_until_an_answer_is_none()
    {
        await AnswerAsync(HttpStatusCode.TooManyRequests);
        Assert.Equal(5.0, _pacing.Estimate("p/s/1"));
        _pacing.AdvanceTo(5);
        await AnswerAsync(HttpStatusCode.TooManyRequests);
        Assert.Equal(15.0, _pacing.Estimate("p/s/1"));
        _pacing.AdvanceTo(15);
        await AnswerAsync(HttpStatusCode.OK);
        await AnswerAsync(HttpStatusCode.TooManyRequests);

        Assert.Equal(20.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task A_scope_without_a_rule_remembers_that_it_was_throttled()
    {
        await AnswerAsync("other/x", HttpStatusCode.TooManyRequests, answersOnly: false);
        _pacing.AdvanceTo(5);

        await AnswerAsync("other/x", HttpStatusCode.TooManyRequests, answersOnly: false);

        Assert.Equal(15.0, _pacing.Estimate("other/x"));
        _pacing.AdvanceTo(1000);
        _pacing.Take(5, "other/y");
        Assert.Equal(0, _pacing.Engine.Count().Scopes);
    }

    [Fact]
    public async Task A_throttled_request_still_counts_in_its_windows()
    {
        for (int i = 0; i < 10; i++)
        {
            await AnswerAsync(HttpStatusCode.ServiceUnavailable);
        }

        Assert.Equal(60.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task A_global_limit_holds_every_scope_of_the_request()
    {
        IPacePermit permit = await _pacing.AcquireAsync("p/s/1", "ip");
        Learn(permit, HttpStatusCode.TooManyRequests, ("Retry-After", "30"), ("X-RateLimit-Scope", "global"));

        Assert.Equal(30.0, _pacing.Estimate("p/s/2", "ip"));
    }

    [Fact]
    public async Task A_limit_of_one_caller_does_not_hold_the_others()
    {
        IPacePermit permit = await _pacing.AcquireAsync("p/s/1", "ip");
        Learn(permit, HttpStatusCode.TooManyRequests, ("Retry-After", "30"), ("X-RateLimit-Scope", "user"));

        Assert.Equal(0.0, _pacing.Estimate("p/s/2", "ip"));
    }

    [Fact]
    public async Task Scopes_of_one_caller_that_the_server_counts_together_share_what_is_left()
    {
        await AnswerAsync("p/messages/1", HttpStatusCode.OK, answersOnly: false, ("X-RateLimit-Bucket", "abcd"), ("X-RateLimit-Remaining", "4"), ("X-RateLimit-Reset-After", "20"));
        await AnswerAsync("p/reactions/1", HttpStatusCode.OK, answersOnly: false, ("X-RateLimit-Bucket", "abcd"), ("X-RateLimit-Remaining", "3"), ("X-RateLimit-Reset-After", "20"));
        await AnswerAsync("p/reactions/2", HttpStatusCode.OK, answersOnly: false, ("X-RateLimit-Bucket", "abcd"), ("X-RateLimit-Remaining", "4"), ("X-RateLimit-Reset-After", "20"));

        _pacing.Take(2, "p/messages/1");
        _pacing.Take(1, "p/reactions/1");

        Assert.Equal(20.0, _pacing.Estimate("p/messages/1"));
        Assert.Equal(20.0, _pacing.Estimate("p/reactions/1"));
        Assert.Equal(0.0, _pacing.Estimate("p/reactions/2"));
    }

    [Theory]
    [InlineData("Retry-After", "-5")]
    [InlineData("Retry-After", "soon")]
    [InlineData("Retry-After", "")]
    [InlineData("Retry-After", "NaN")]
    [InlineData("X-RateLimit-Reset-After", "1e400")]
    [InlineData("X-RateLimit-Remaining", "-1")]
    [InlineData("X-RateLimit-Limit", "0")]
    [InlineData("X-RateLimit-Limit", "99999999999999999999999")]
    [InlineData("X-RateLimit-Reset", "99999999999999999999999999999999")]
    [InlineData("X-RateLimit-Bucket", " ")]
    [InlineData("X-RateLimit-", "1")]
    [InlineData("X-RateLimit-Unknown", "1")]
    public async Task Nonsense_is_not_learnt(string name, string value)
    {
        await AnswerAsync(HttpStatusCode.BadRequest, (name, value));

        Assert.Equal(0.0, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task A_hold_of_a_header_is_capped_and_one_of_years_is_not_believed()
    {
        await AnswerAsync(HttpStatusCode.TooManyRequests, ("Retry-After", "999999999999999999"));

        Assert.Equal(TimeSpan.FromHours(24).TotalSeconds, _pacing.Estimate("p/s/1"));
    }

    [Fact]
    public async Task A_hold_is_stretched_by_some_jitter()
    {
        _pacing.Configure(options => options.HoldJitter = 0.05);

        await AnswerAsync(HttpStatusCode.TooManyRequests, ("Retry-After", "30"));

        Assert.InRange(_pacing.Estimate("p/s/1"), 30.001, 31.5);
    }

    [Fact]
    public async Task Only_what_can_tighten_is_remembered_of_a_scope_without_a_rule()
    {
        await AnswerAsync("other/x", HttpStatusCode.OK, answersOnly: false, ("X-Other", "1"));

        Assert.Equal(0, _pacing.Engine.Count().Scopes);
    }

    private static void Learn(IPacePermit permit, HttpStatusCode status, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = new(status);
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        permit.Learn(response);
        permit.Dispose();
    }

    private Task AnswerAsync(HttpStatusCode status, params (string Name, string Value)[] headers) => AnswerAsync("p/s/1", status, answersOnly: false, headers);

    private async Task AnswerAsync(string scope, HttpStatusCode status, bool answersOnly, params (string Name, string Value)[] headers)
    {
        if (answersOnly)
        {
            // An answer to a request that went out before the scope was held.
            Learn(new PacePermit(_pacing.Engine, [scope], default, 0, 0), status, headers);
            return;
        }

        Learn(await _pacing.AcquireAsync(scope), status, headers);
    }
}
