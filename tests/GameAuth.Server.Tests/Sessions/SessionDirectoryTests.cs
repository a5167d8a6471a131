namespace GameAuth.Server.Tests.Sessions;

/// <summary>Logout, lists and ends.</summary>
public sealed class SessionDirectoryTests
{
    private readonly Engine _engine = new();

    [Fact]
    public async Task Section_2_6_A_logout_ends_the_session_and_can_be_called_again()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        Assert.True(await _engine.Service.EndAsync(tokens.Refresh, Engine.Browser, EndReasons.Logout, default));

        // It is over, whoever has ended it: the caller hears of the log before it answers.
        Assert.True(await _engine.Service.EndAsync(tokens.Refresh, Engine.Browser, EndReasons.Logout, default));
        Assert.False(await _engine.Service.EndAsync("no token", Engine.Browser, EndReasons.Logout, default));
        await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, tokens.Refresh);
        SessionEvent ended = Assert.IsType<SessionEvent>(_engine.Sink.Events[^1]);
        Assert.Equal((SessionEventNames.Ended, EndReasons.Logout, "player", 0, false), (ended.Name, ended.Reason, ended.Subject, ended.PresentedGeneration, ended.IsAlert));
        Assert.Single(_engine.Sink.Names, SessionEventNames.Ended);
    }

    [Fact]
    public async Task Section_2_6_Any_right_token_of_the_session_logs_it_out()
    {
        SessionTokens first = await _engine.SignInAsync();
        SessionTokens second = await _engine.NextAsync(first.Refresh);
        SessionTokens third = await _engine.NextAsync(second.Refresh);
        Assert.True(await _engine.Service.EndAsync(first.Refresh, Engine.Browser, EndReasons.Logout, default));
        await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, third.Refresh);
        Assert.Empty(_engine.Alerts);
    }

    [Fact]
    public async Task Section_2_6_A_logout_beside_a_refresh_leaves_no_session_that_lives()
    {
        for (int i = 0; i < 200; i++)
        {
            Engine engine = new();
            SessionTokens tokens = await engine.SignInAsync();
            Task<SessionAnswer> refresh = Task.Run(() => engine.RefreshAsync(tokens.Refresh));
            Task<bool> logout = Task.Run(async () => await engine.Service.EndAsync(tokens.Refresh, Engine.Browser, EndReasons.Logout, default));
            SessionAnswer answer = await refresh;
            Assert.True(await logout);
            Assert.Equal(FamilyStatus.Revoked, (await engine.FamilyAsync(tokens)).Status);
            await engine.AssertRefusedAsync(AuthError.RefreshInvalid, answer.Tokens?.Refresh ?? tokens.Refresh);
        }
    }

    [Fact]
    public async Task A_logout_after_a_bare_sign_in_elsewhere_leaves_the_other_session()
    {
        SessionTokens one = await _engine.SignInAsync("n1");
        SessionTokens other = await _engine.SignInAsync("n2");
        await _engine.Service.EndAsync(one.Refresh, Engine.Browser, EndReasons.Replaced, default);
        await _engine.NextAsync(other.Refresh);
        Assert.Equal(EndReasons.Replaced, (await _engine.FamilyAsync(one)).EndReason);
    }

    [Fact]
    public async Task Section_2_6_An_administrator_ends_the_sessions_of_a_subject_up_to_a_time()
    {
        SessionTokens old = await _engine.SignInAsync("n1");
        SessionTokens stranger = await _engine.SignInAsync("n2", subject: "another");
        _engine.Clock.Advance(TimeSpan.FromHours(1));
        SessionTokens later = await _engine.SignInAsync("n3");
        Assert.Equal(1, await _engine.Directory.EndSubjectAsync("player", before: _engine.Clock.GetUtcNow()));
        await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, old.Refresh);
        await _engine.NextAsync(later.Refresh);
        await _engine.NextAsync(stranger.Refresh);
        Assert.Equal(1, await _engine.Directory.EndSubjectAsync("player"));
        Assert.Equal(0, await _engine.Directory.EndSubjectAsync("player"));
        Assert.Equal([1, 1, 0], _engine.Sink.Events.OfType<SessionEvent>().Where(happened => happened.Name == SessionEventNames.Ended).Select(happened => happened.Count));
    }

    [Fact]
    public async Task Section_2_6_An_account_of_a_provider_and_everything_can_be_ended()
    {
        SessionTokens one = await _engine.SignInAsync("n1", subject: "one");
        SessionTokens two = await _engine.SignInAsync("n2", subject: "two");
        Assert.Equal(0, await _engine.Directory.EndProviderAccountAsync("another", "one"));
        Assert.Equal(1, await _engine.Directory.EndProviderAccountAsync("toy", "one"));
        await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, one.Refresh);
        Assert.Equal(EndReasons.Deauthorized, (await _engine.FamilyAsync(one)).EndReason);
        Assert.Equal(1, await _engine.Directory.EndAllAsync());
        await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, two.Refresh);
        Assert.Equal(
            [RevocationTarget.ProviderAccount, RevocationTarget.ProviderAccount, RevocationTarget.Everything],
            (await _engine.Store.ReadRevocationsAsync(0, 10, default)).Entries.Select(entry => entry.Target));
    }

    [Fact]
    public async Task Section_2_6_A_revoked_access_token_is_stored_until_it_ends_and_its_session_lives()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        await _engine.Directory.RevokeAccessTokenAsync(tokens.Access.Id);
        RevocationEntry entry = Assert.Single((await _engine.Store.ReadRevocationsAsync(0, 10, default)).Entries);
        Assert.Equal((RevocationTarget.AccessToken, tokens.Access.Id), (entry.Target, entry.Value));
        Assert.True(entry.EndsAt >= _engine.Clock.GetUtcNow() + tokens.Access.Lifetime + _engine.Options.ClockSkew);
        await _engine.NextAsync(tokens.Refresh);
        Assert.Contains(SessionEventNames.AccessTokenRevoked, _engine.Sink.Names);
    }

    [Fact]
    public async Task Section_2_6_The_four_statuses_of_refresh_tokens_are_shown()
    {
        SessionTokens active = await _engine.SignInAsync("n1", Engine.With("key"));
        SessionTokens revoked = await _engine.SignInAsync("n2");
        SessionTokens compromised = await _engine.SignInAsync("n3");
        foreach (SessionTokens tokens in (SessionTokens[])[active, revoked, compromised])
        {
            await _engine.NextAsync((await _engine.NextAsync(tokens.Refresh, Engine.With("key"))).Refresh, Engine.With("key"));
        }

        await _engine.Service.EndAsync(revoked.Refresh, Engine.Browser, EndReasons.Logout, default);
        await _engine.AssertRefusedAsync(AuthError.RefreshReuseDetected, compromised.Refresh);
        IReadOnlyList<SessionView> views = await _engine.Directory.ListAsync("player");
        Assert.Equal([compromised.Family.Id, revoked.Family.Id, active.Family.Id], views.Select(view => view.Id));
        Assert.Equal([RefreshTokenStatus.Compromised, RefreshTokenStatus.Revoked, RefreshTokenStatus.Active], views.Select(view => view.Status));
        Assert.Equal([RefreshTokenStatus.Rotated, RefreshTokenStatus.Rotated, RefreshTokenStatus.Active], Enumerable.Range(0, 3).Select(views[2].StatusOf));
        Assert.All(Enumerable.Range(0, 3), generation => Assert.Equal(RefreshTokenStatus.Compromised, views[0].StatusOf(generation)));
        Assert.Equal((true, true, null, 2), (views[2].IsLive, views[2].IsBound, views[2].EndReason, views[2].Generation));
        Assert.Equal((false, false, EndReasons.Logout), (views[1].IsLive, views[1].IsBound, views[1].EndReason));
        Assert.Throws<ArgumentOutOfRangeException>(() => views[0].StatusOf(-1));

        _engine.Clock.Advance(TimeSpan.FromDays(7));
        SessionView idle = (await _engine.Directory.FindAsync(active.Family.Id))!;
        Assert.Equal((RefreshTokenStatus.Revoked, false), (idle.Status, idle.IsLive));
    }

    [Fact]
    public async Task A_view_has_what_a_page_of_sessions_shows()
    {
        DateTimeOffset start = _engine.Clock.GetUtcNow();
        SessionTokens tokens = await _engine.SignInAsync();
        _engine.Clock.Advance(TimeSpan.FromDays(1));
        await _engine.NextAsync(tokens.Refresh);
        SessionView view = Assert.Single(await _engine.Directory.ListAsync("player"));
        Assert.Equal(("player", "toy", "player", "web", "web"), (view.Subject, view.Provider, view.ProviderSubject, view.Profile, view.ClientId));
        Assert.Equal(
            (start, start.AddDays(1), start.AddDays(8), start.AddDays(30)),
            (view.CreatedAt, view.RefreshedAt, view.IdleEndsAt, view.EndsAt));
    }

    [Fact]
    public async Task What_is_not_there_is_neither_listed_nor_ended()
    {
        Assert.Empty(await _engine.Directory.ListAsync("nobody"));
        Assert.Null(await _engine.Directory.FindAsync(FamilyId.Of([1])));
        Assert.False(await _engine.Directory.EndAsync(FamilyId.Of([1])));
        Assert.Equal(0, await _engine.Directory.EndSubjectAsync("nobody"));
    }
}
