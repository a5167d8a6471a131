using GameAuth.Core.Tests.Wire;
using GameAuth.Providers;
using GameAuth.Testing;
using static GameAuth.Providers.DevicePollVerdict;

namespace GameAuth.Core.Tests.OAuth;

public sealed class DeviceAuthorizationFlowTests
{
    private static readonly AccountId Account = new("xbox", "default", "0000000000000000000000key0");
    private readonly FakeClock _clock = new();
    private readonly RecordingLogger<DeviceAuthorizationFlow> _log = new();
    private readonly List<double> _polledAt = [];
    private int _codes;

    [Fact]
    public async Task The_player_sees_the_code_and_its_approval_yields_the_tokens()
    {
        FakePrompt prompt = new(FakePrompt.StayAsync);

        string granted = await RunAsync(prompt, Says(Pending), Says(Pending), Granted("tokens"));

        Assert.Equal("tokens", granted);
        Assert.Equal([5, 10, 15], _polledAt);
        DeviceCodeChallenge shown = Assert.IsType<DeviceCodeChallenge>(Assert.Single(prompt.Shown));
        Assert.Equal(("CODE-1", Account, new DateTimeOffset(2030, 1, 1, 0, 15, 0, TimeSpan.Zero)), (shown.UserCode, shown.Account, shown.ExpiresAt));
        Assert.Equal([SignInPhase.Waiting, SignInPhase.Waiting, SignInPhase.Waiting, SignInPhase.Approved], prompt.Phases);
        Assert.Equal(TimeSpan.FromSeconds(5), prompt.NextPolls[0]);
        Assert.True(prompt.Tokens[0].IsCancellationRequested);
    }

    [Fact]
    public async Task A_prompt_that_returns_at_once_is_fine() =>
        Assert.Equal("tokens", await RunAsync(new FakePrompt(), Says(Pending), Granted("tokens")));

    [Fact]
    public async Task A_prompt_that_throws_ends_the_sign_in_with_its_exception()
    {
        FakePrompt prompt = new((_, _) => throw new InvalidTimeZoneException("the prompt's own"));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => RunAsync(prompt, Says(Pending)));
    }

    [Fact]
    public async Task A_prompt_that_throws_later_ends_the_sign_in_between_two_polls()
    {
        TaskCompletionSource<Secret?> answer = new();
        FakePrompt prompt = new((_, _) => new ValueTask<Secret?>(answer.Task));

        Task<string> run = RunAsync(prompt, Says(Pending), _ =>
        {
            answer.SetException(new InvalidTimeZoneException());
            return new DevicePollResult<string>(Pending);
        });

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => run);
        Assert.Equal([5, 10], _polledAt);
    }

    [Fact]
    public async Task A_prompt_that_can_not_bear_its_progress_costs_no_tokens()
    {
        ThrowingProgressPrompt prompt = new();

        Assert.Equal("tokens", await RunAsync(prompt, Granted("tokens")));
        Assert.Contains(_log.Lines, line => line.Contains("InvalidTimeZoneException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Slow_down_slows_all_later_polls_and_tells_the_player()
    {
        FakePrompt prompt = new();

        await RunAsync(prompt, Says(SlowDown), Says(Pending), Granted("tokens"));

        Assert.Equal([5, 15, 25], _polledAt);
        Assert.Equal([SignInPhase.Waiting, SignInPhase.Slowed, SignInPhase.Waiting, SignInPhase.Approved], prompt.Phases);
    }

    [Fact]
    public async Task Failures_on_the_way_make_growing_gaps()
    {
        await RunAsync(
            new FakePrompt(),
            _ => throw new ProviderException("lost", null, null, isTransient: true),
            _ => throw new OutcomeUnknownException("lost"),
            _ => throw new ThrottledException("429", _clock.GetUtcNow().AddSeconds(50), wasSent: true),
            Says(Pending),
            Granted("tokens"));

        Assert.Equal([5, 15, 35, 85, 90], _polledAt);
    }

    [Fact]
    public async Task Retry_after_and_the_limiter_lengthen_the_wait()
    {
        DateTimeOffset earliest = _clock.GetUtcNow().AddSeconds(40);

        await RunAsync(
            new FakePrompt(), () => earliest, _ => new DevicePollResult<string>(Pending) { RetryAfter = TimeSpan.FromSeconds(20) }, Granted("tokens"));

        Assert.Equal([40, 60], _polledAt);
    }

    [Fact]
    public async Task A_wait_that_is_longer_than_a_code_lives_ends_the_sign_in_with_its_time_after_one_code()
    {
        DateTimeOffset retryAt = default;

        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => RunAsync(
            new FakePrompt(), Says(Pending), _ => throw new ThrottledException("429", retryAt = _clock.GetUtcNow().AddSeconds(1000), wasSent: true)));

        Assert.Equal((retryAt, true, 1), (error.RetryAt, error.WasSent, _codes));
        Assert.Equal([5, 10], _polledAt);
    }

    [Fact]
    public async Task A_limiter_that_allows_no_poll_in_a_code_s_life_ends_the_sign_in_too()
    {
        DateTimeOffset earliest = _clock.GetUtcNow().AddHours(1);

        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => RunAsync(new FakePrompt(), () => earliest, Granted("tokens")));

        Assert.Equal((earliest, false, 1), (error.RetryAt, error.WasSent, _codes));
    }

    [Fact]
    public async Task A_wait_that_outlives_the_code_alone_holds_the_next_one_back_too()
    {
        await RunAsync(
            new FakePrompt(),
            Says(Pending),
            _ => { _clock.Advance(TimeSpan.FromSeconds(600)); return new DevicePollResult<string>(Pending); },
            _ => throw new ThrottledException("429", _clock.GetUtcNow().AddSeconds(400), wasSent: true),
            Granted("tokens"));

        Assert.Equal(2, _codes);
        Assert.Equal([5, 10, 615, 1015], _polledAt);
    }

    [Fact]
    public async Task A_limiter_that_tightens_during_the_wait_is_heeded()
    {
        int asked = 0;

        await RunAsync(new FakePrompt(), () => ++asked == 1 ? _clock.GetUtcNow() : Answers.Arrival.AddSeconds(30), Granted("tokens"));

        Assert.Equal([30], _polledAt);
    }

    [Fact]
    public async Task A_player_who_says_no_has_declined()
    {
        FakePrompt prompt = new();

        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => RunAsync(prompt, Says(Declined)));

        Assert.Equal((SignInReason.Declined, "xbox"), (error.Reason, error.Provider));
        Assert.Equal(SignInPhase.Declined, prompt.Phases[^1]);
    }

    [Fact]
    public async Task An_expired_code_is_renewed_and_the_old_one_is_taken_off_the_screen()
    {
        FakePrompt prompt = new(FakePrompt.StayAsync);

        string granted = await RunAsync(prompt, Says(Expired), Granted("tokens"));

        Assert.Equal("tokens", granted);
        Assert.Equal(["CODE-1", "CODE-2"], prompt.Shown.Cast<DeviceCodeChallenge>().Select(shown => shown.UserCode));
        Assert.All(prompt.Tokens, token => Assert.True(token.IsCancellationRequested));
        Assert.Equal([SignInPhase.Waiting, SignInPhase.Renewing, SignInPhase.Waiting, SignInPhase.Approved], prompt.Phases);
    }

    [Fact]
    public async Task When_nobody_ever_comes_three_codes_are_shown_to_their_end()
    {
        FakePrompt prompt = new();

        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => RunAsync(prompt, Says(Pending)));

        Assert.Equal(SignInReason.TimedOut, error.Reason);
        Assert.Equal(3, _codes);
        Assert.Equal(SignInPhase.Expired, prompt.Phases[^1]);
        Assert.Equal(3 * 899, _polledAt[^1]);
        Assert.Contains(899, _polledAt);
    }

    [Fact]
    public async Task Another_refusal_ends_the_sign_in_with_its_own_error()
    {
        ProviderException refusal = new("refused", 400, "invalid_grant", isTransient: false);

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => RunAsync(new FakePrompt(), _ => new DevicePollResult<string>(Failed) { Failure = refusal }));

        Assert.Same(refusal, error);
    }

    [Fact]
    public async Task A_permanent_failure_of_a_poll_ends_the_sign_in() =>
        Assert.False((await Assert.ThrowsAsync<ProviderException>(
            () => RunAsync(new FakePrompt(), _ => throw new ProviderException("no", 401, null, isTransient: false)))).IsTransient);

    [Fact]
    public async Task An_approval_that_brings_nothing_is_an_error() =>
        await Assert.ThrowsAsync<ProviderException>(() => RunAsync(new FakePrompt(), Says(Approved)));

    [Fact]
    public async Task A_caller_who_gives_up_ends_the_prompt_and_the_polling()
    {
        using CancellationTokenSource caller = new();
        FakePrompt prompt = new(FakePrompt.StayAsync);
        Task<string> run = Flow().RunAsync(Account, Steps(null, Says(Pending)), prompt, caller.Token);
        await _clock.WaitForTimersAsync(1);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.All(prompt.Tokens, token => Assert.True(token.IsCancellationRequested));
        Assert.Empty(_polledAt);
        Assert.Equal(0, _clock.PendingTimers);
    }

    [Fact]
    public async Task A_wall_clock_that_jumps_does_not_end_the_code()
    {
        await RunAsync(
            new FakePrompt(),
            _ =>
            {
                _clock.ShiftWallClock(TimeSpan.FromDays(2));
                return new DevicePollResult<string>(Pending);
            },
            Granted("tokens"));

        Assert.Equal([5, 10], _polledAt);
    }

    [Fact]
    public async Task The_log_holds_no_code()
    {
        await RunAsync(new FakePrompt(), Says(Expired), Granted("tokens"));

        Assert.NotEmpty(_log.Lines);
        Assert.All(_log.Lines, line => Assert.DoesNotContain("CODE", line.ToUpperInvariant().Replace("DEVICE CODE", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    private static Func<int, DevicePollResult<string>> Says(DevicePollVerdict verdict) => _ => new DevicePollResult<string>(verdict);

    private static Func<int, DevicePollResult<string>> Granted(string tokens) => _ => new DevicePollResult<string>(Approved) { Granted = tokens };

    private Task<string> RunAsync(ISignInPrompt prompt, params Func<int, DevicePollResult<string>>[] polls) => RunAsync(prompt, null, polls);

    private async Task<string> RunAsync(ISignInPrompt prompt, Func<DateTimeOffset>? earliest, params Func<int, DevicePollResult<string>>[] polls)
    {
        Task<string> run = Flow().RunAsync(Account, Steps(earliest, polls), prompt, CancellationToken.None);
        await _clock.RunUntilAsync(run, TimeSpan.FromHours(2));
        return await run;
    }

    private DeviceAuthorizationFlow Flow() => new(_clock, _log);

    private DeviceAuthorizationSteps<string> Steps(Func<DateTimeOffset>? earliest, params Func<int, DevicePollResult<string>>[] polls) => new(
        _ => Task.FromResult(new DeviceAuthorization(
            new Secret("device"), $"CODE-{++_codes}", new Uri("https://login.example/link"), null, TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(5))),
        (_, _) =>
        {
            int number = _polledAt.Count;
            _polledAt.Add(TimeSpan.FromTicks(_clock.GetTimestamp()).TotalSeconds);
            return Task.FromResult(polls[Math.Min(number, polls.Length - 1)](number));
        })
    {
        EarliestPoll = earliest,
    };

    private sealed class ThrowingProgressPrompt : ISignInPrompt
    {
        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => default;

        public void OnProgress(SignInChallenge challenge, SignInProgress progress) => throw new InvalidTimeZoneException();
    }
}
