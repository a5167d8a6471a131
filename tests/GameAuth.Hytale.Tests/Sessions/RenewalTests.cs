namespace GameAuth.Hytale.Tests.Sessions;

public class RenewalTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_session_is_refreshed_five_to_six_minutes_before_its_end(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect) { };
        world.Service.RefreshesLateOnly = true;
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        string first = session.SessionToken.Reveal();
        DateTimeOffset end = session.ExpiresAt;

        await world.PassAsync(TimeSpan.FromMinutes(54) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, world.Service.Count("renew"));
        await world.PassAsync(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(2));
        Assert.Equal((1, 1), (world.Service.Count("renew"), world.Service.Count("new")));
        Assert.InRange(end - world.Service.Times("renew")[0], TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.NotEqual(first, session.SessionToken.Reveal());
        Assert.Equal((ResourceState.Live, 1, 1), (session.State, session.Changes, world.Service.Open));
    }

    [Fact]
    public async Task Sessions_part_ways_by_chance()
    {
        HashSet<TimeSpan> earlies = [];
        for (int i = 0; i < 12; i++)
        {
            await using HytaleWorld world = new();
            HytaleAccount me = await world.SignInAsync();
            await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
            DateTimeOffset end = session.ExpiresAt;
            await world.PassAsync(TimeSpan.FromMinutes(56));
            earlies.Add(end - world.Service.Times("renew")[0]);
        }

        Assert.True(earlies.Count > 6, "The jitter is always the same.");
    }

    [Fact]
    public async Task A_refresh_that_came_too_early_waits_for_the_last_ten_minutes_and_is_no_failure()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);

        // This clock runs fast by what the service says: it thinks that the session has ten minutes more.
        DateTimeOffset end = session.ExpiresAt;
        world.Service.Next("renew", () => ScriptedAnswer.Json(
            400, """{"code":"INVALID_REQUEST","message":"Session cannot be refreshed until 10 minutes before expiry","status":400}"""), times: 3);
        world.Events.Clear();
        await world.PassAsync(TimeSpan.FromMinutes(57));
        Assert.Equal((4, 1, ResourceState.Live), (world.Service.Count("renew"), world.Service.Count("new"), session.State));
        Assert.True(session.ExpiresAt > end);
        Assert.DoesNotContain(world.Events.Events, static one => one is HytaleSessionEvent { Outcome: HytaleEventOutcome.Failed });
    }

    [Fact]
    public async Task The_end_that_the_service_names_counts_with_nine_digits_and_whatever_it_is()
    {
        await using HytaleWorld world = new();
        world.Service.SessionLifetime = TimeSpan.FromMinutes(30);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromMinutes(30), session.ExpiresAt);
        await world.PassAsync(TimeSpan.FromMinutes(26));
        Assert.Equal(1, world.Service.Count("renew"));
    }

    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_refused_refresh_makes_another_session_for_the_same_profile(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Miner);
        world.Service.ForgetSessions();
        await world.PassAsync(TimeSpan.FromMinutes(56));
        Assert.Equal((1, 2, 1), (world.Service.Count("renew"), world.Service.Count("new"), world.Service.Open));
        Assert.Contains(ScriptedService.Miner.ToString(), world.Service.Last("new").Body, StringComparison.Ordinal);
        Assert.Equal((ResourceState.Live, ScriptedService.Miner), (session.State, session.ProfileId));
    }

    [Fact]
    public async Task A_lost_answer_makes_another_session_and_the_refresh_is_not_sent_twice()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.Next("renew", ScriptedAnswer.Lost);
        await world.PassAsync(TimeSpan.FromMinutes(56));
        Assert.Equal((1, 2, ResourceState.Live), (world.Service.Count("renew"), world.Service.Count("new"), session.State));
    }

    [Fact]
    public async Task A_service_that_is_down_past_the_end_interrupts_the_session_and_brings_it_back_when_it_is_up()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.Next("renew", ScriptedAnswer.Unreachable, times: 1000);
        world.Service.Next("new", ScriptedAnswer.Unreachable, times: 1000);
        await world.PassAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(ResourceState.Live, session.State);
        int seen = session.Changes;
        Task change = session.WaitForChangeAsync(seen);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await change.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(ResourceState.Interrupted, session.State);
        Assert.NotNull(session.Failure);

        world.Service.Forget("new");
        await world.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal((ResourceState.Live, 1), (session.State, world.Service.Open));
        Assert.Null(session.Failure);
        Assert.True(session.ExpiresAt > world.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_session_that_may_not_be_had_again_is_lost_and_its_holder_hears_why()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.ForgetSessions();
        world.Service.Next("new", () => ScriptedAnswer.Text(403, ""), times: 2);
        await world.PassAsync(TimeSpan.FromMinutes(56));
        await HytaleWorld.UntilAsync(() => session.State is not ResourceState.Live);
        Assert.Equal(ResourceState.Lost, session.State);
        Assert.Equal(HytaleErrorCode.SessionLimitExceeded, Assert.IsType<AccountRestrictedException>(session.Failure).Code);
        Assert.True(session.Over.IsCancellationRequested);
        await session.WaitForChangeAsync(session.Changes).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, me.SessionBudget.Live);
        await session.DisposeAsync();
        Assert.Equal((0, AccountStatus.Active), (me.SessionBudget.Live, me.Status));
    }

    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_session_that_holds_the_last_place_itself_makes_room_for_its_successor(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.Next("renew", () => ScriptedAnswer.Json(400, """{"code":"INVALID_REQUEST","message":"No.","status":400}"""));
        world.Service.Next("new", () => ScriptedAnswer.Json(
            403, """{"code":"SESSION_LIMIT_EXCEEDED","message":"Entitlement 'sessions.unlimited_servers' required to create more than 100 concurrent sessions.","status":403}"""));
        await world.PassAsync(TimeSpan.FromMinutes(56));
        Assert.Equal((1, 3, 1, 1), (world.Service.Count("renew"), world.Service.Count("new"), world.Service.Count("end"), world.Service.Open));
        Assert.Equal((ResourceState.Live, 1), (session.State, me.SessionBudget.Live));
        Assert.Null(session.Failure);
    }

    [Fact]
    public async Task What_nobody_has_foreseen_delays_a_renewal_and_does_not_end_it()
    {
        await using HytaleWorld world = new();
        OddStore store = new(world.Store);
        world.Family = gameAuth => gameAuth.UseStore(_ => store);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        store.LeaseFailure = new InvalidOperationException("The application's own store has a bug.");
        await store.LoseAsync();
        await world.PassAsync(TimeSpan.FromMinutes(56));
        store.LeaseFailure = null;
        await world.PassAsync(TimeSpan.FromMinutes(64));
        Assert.Equal((ResourceState.Live, 1), (session.State, world.Service.Open));
        Assert.True(session.ExpiresAt > world.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_refusal_as_too_early_that_stays_uses_few_turns_of_the_account()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.Next("renew", () => ScriptedAnswer.Json(
            400, """{"code":"INVALID_REQUEST","message":"Session cannot be refreshed until 10 minutes before expiry","status":400}"""), times: 100);
        await world.PassAsync(TimeSpan.FromMinutes(61));
        Assert.InRange(world.Service.Count("renew"), 3, 6);
        Assert.Equal((2, ResourceState.Live), (world.Service.Count("new"), session.State));
    }

    [Fact]
    public async Task A_limit_that_outlasts_the_session_is_met_by_a_new_one_before_the_old_one_ends()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        DateTimeOffset end = session.ExpiresAt;
        world.Service.Next("renew", () => ScriptedAnswer.Json(429, """{"code":"RATE_LIMITED","message":"Too many requests","status":429}""", ("Retry-After", "1800")));
        await world.PassAsync(TimeSpan.FromMinutes(61));
        Assert.Equal((1, 2, 1), (world.Service.Count("renew"), world.Service.Count("new"), session.Changes));
        Assert.InRange(end - world.Service.Times("new")[1], TimeSpan.Zero, TimeSpan.FromSeconds(31));
        Assert.Equal(ResourceState.Live, session.State);
    }

    [Fact]
    public async Task A_running_session_of_Hytale_s_own_service_needs_no_grant_and_outlives_it()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.RefuseAccess();
        world.Service.RefuseRefresh();
        await world.PassAsync(TimeSpan.FromHours(5));
        Assert.Equal((ResourceState.Live, 0), (session.State, world.Service.Count("refresh")));
    }

    [Fact]
    public async Task A_change_between_looking_and_waiting_is_not_missed()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        int seen = session.Changes;
        await world.PassAsync(TimeSpan.FromMinutes(56));
        Assert.True(session.WaitForChangeAsync(seen).IsCompleted);
        Assert.False(session.WaitForChangeAsync(session.Changes).IsCompleted);
    }

    [Fact]
    public async Task A_server_is_handed_both_tokens_of_one_renewal()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        IReadOnlyDictionary<string, Secret> environment = session.ToEnvironment();
        Assert.Equal(["HYTALE_SERVER_IDENTITY_TOKEN", "HYTALE_SERVER_SESSION_TOKEN"], environment.Keys.Order());
        Assert.Equal(environment["HYTALE_SERVER_SESSION_TOKEN"].Reveal().Replace("session", "identity", StringComparison.Ordinal), environment["HYTALE_SERVER_IDENTITY_TOKEN"].Reveal());
        Assert.DoesNotContain("emu-", session.ToString(), StringComparison.Ordinal);
    }
}
