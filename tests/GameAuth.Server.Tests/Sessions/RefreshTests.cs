using System.Text.Json;

namespace GameAuth.Server.Tests.Sessions;

/// <summary>Refreshes.</summary>
public sealed class RefreshTests
{
    private readonly Engine _engine = new();

    [Fact]
    public async Task Section_2_1_Each_answer_has_a_token_pair_and_its_lifetimes()
    {
        SessionTokens first = await _engine.SignInAsync();
        Assert.Equal((0, "access-0", TimeSpan.FromMinutes(15)), (first.Generation, first.Access.Value, first.Access.Lifetime));
        SessionTokens second = await _engine.NextAsync(first.Refresh);
        Assert.Equal((1, "access-1"), (second.Generation, second.Access.Value));
        Assert.NotEqual(first.Refresh, second.Refresh);
        Assert.Equal(first.Family.Id, second.Family.Id);
        Assert.Empty(second.Members);
    }

    [Fact]
    public async Task Section_2_3_Each_access_token_is_the_families_and_is_issued_by_the_clock_of_the_store()
    {
        SessionTokens first = await _engine.SignInAsync();
        DateTimeOffset signedInAt = _engine.Clock.GetUtcNow();
        Pass(60);
        await _engine.NextAsync(first.Refresh);
        Assert.Equal(
            [(first.Family.Id, 0, signedInAt), (first.Family.Id, 1, signedInAt + TimeSpan.FromSeconds(60))],
            _engine.Issuer.Issued.Select(issued => (issued.Family, issued.Generation, issued.IssuedAt)));
        SessionFamily family = await _engine.FamilyAsync(first);
        Assert.Equal(("player", "web"), (family.Subject, family.ClientId));
        Assert.Equal("{\"discord_id\":\"player\"}", JsonSerializer.Deserialize<JsonElement>(family.Claims.Span).GetRawText());
    }

    [Fact]
    public async Task Section_2_4_A_session_ends_7_days_after_its_last_refresh()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        Assert.Equal(TimeSpan.FromDays(7), tokens.RefreshLifetime);
        Pass(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        tokens = await _engine.NextAsync(tokens.Refresh);
        Pass(TimeSpan.FromDays(7));
        await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, tokens.Refresh);
    }

    [Fact]
    public async Task Section_2_4_A_session_ends_30_days_after_the_sign_in_however_often_it_is_refreshed()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        for (int day = 6; day <= 24; day += 6)
        {
            Pass(TimeSpan.FromDays(6));
            tokens = await _engine.NextAsync(tokens.Refresh);
        }

        Assert.Equal(TimeSpan.FromDays(6), tokens.RefreshLifetime);
        Pass(TimeSpan.FromDays(6) - TimeSpan.FromTicks(1));
        tokens = await _engine.NextAsync(tokens.Refresh);
        Pass(TimeSpan.FromTicks(1));
        await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, tokens.Refresh);
        Assert.Empty(_engine.Alerts);
    }

    [Fact]
    public async Task Section_2_5_Each_refresh_rotates_and_revokes_the_old_token_in_one_step()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        for (int generation = 1; generation <= 5; generation++)
        {
            Pass(60);
            string old = tokens.Refresh;
            tokens = await _engine.NextAsync(old);
            SessionView view = (await _engine.Directory.FindAsync(tokens.Family.Id))!;
            Assert.Equal((generation, RefreshTokenStatus.Active, RefreshTokenStatus.Rotated), (view.Generation, view.StatusOf(generation), view.StatusOf(generation - 1)));
        }
    }

    [Fact]
    public async Task Section_2_5_Reuse_of_a_rotated_token_ends_the_family()
    {
        SessionTokens first = await _engine.SignInAsync();
        SessionTokens second = await _engine.NextAsync(first.Refresh);
        SessionTokens third = await _engine.NextAsync(second.Refresh);
        await _engine.AssertRefusedAsync(AuthError.RefreshReuseDetected, first.Refresh);
        SessionFamily family = await _engine.FamilyAsync(first);
        Assert.Equal((FamilyStatus.Compromised, EndReasons.Reuse), (family.Status, family.EndReason));
        Assert.Equal([SessionEventNames.ReuseDetected], _engine.Alerts);

        // A full sign-in is required: no token of the family is good, and none tells a reuse again.
        foreach (string token in (string[])[first.Refresh, second.Refresh, third.Refresh])
        {
            await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, token);
        }

        Assert.Equal([SessionEventNames.ReuseDetected], _engine.Alerts);
        RevocationEntry entry = Assert.Single((await _engine.Store.ReadRevocationsAsync(0, 10, default)).Entries);
        Assert.Equal((RevocationTarget.Family, family.Id.ToString(), EndReasons.Reuse), (entry.Target, entry.Value, entry.Reason));
        Assert.True(entry.EndsAt >= _engine.Clock.GetUtcNow() + TimeSpan.FromHours(1), "The log must outlive each access token.");
    }

    [Fact]
    public async Task Section_2_5_Reuse_of_the_parent_after_the_window_ends_the_family()
    {
        SessionTokens first = await _engine.SignInAsync();
        await _engine.NextAsync(first.Refresh);
        Pass(10);
        await _engine.AssertRefusedAsync(AuthError.RefreshReuseDetected, first.Refresh);
    }

    [Fact]
    public async Task Section_2_5_The_first_use_of_a_stolen_token_is_found_when_the_player_comes_back()
    {
        SessionTokens player = await _engine.SignInAsync();
        SessionTokens thief = await _engine.NextAsync(player.Refresh, Engine.Elsewhere);
        Pass(900);
        await _engine.AssertRefusedAsync(AuthError.RefreshReuseDetected, player.Refresh);
        await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, thief.Refresh, Engine.Elsewhere);
    }

    [Fact]
    public async Task Section_2_5_A_revoked_session_yields_no_token()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        Assert.True(await _engine.Directory.EndAsync(tokens.Family.Id));
        await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, tokens.Refresh);
        Assert.Empty(_engine.Alerts);
    }

    [Fact]
    public async Task Section_3_The_parent_within_the_window_yields_the_same_successor_used_or_not()
    {
        SessionTokens first = await _engine.SignInAsync();
        SessionTokens second = await _engine.NextAsync(first.Refresh);
        await _engine.Store.AcknowledgeAsync(first.Family.Id, 1, default);
        Pass(9.999);
        SessionTokens again = await _engine.NextAsync(first.Refresh);
        Assert.Equal((second.Refresh, 1), (again.Refresh, again.Generation));
        Assert.NotEqual(second.Access.Id, again.Access.Id);
        Assert.Equal(1, (await _engine.FamilyAsync(first)).Generation);
        Assert.Equal(SessionEventNames.Repeated, _engine.Sink.Names[^1]);
        Assert.Empty(_engine.Alerts);
        await _engine.NextAsync(second.Refresh);
    }

    [Fact]
    public async Task A_repeat_does_not_make_the_window_longer()
    {
        SessionTokens first = await _engine.SignInAsync();
        await _engine.NextAsync(first.Refresh);
        Pass(6);
        await _engine.NextAsync(first.Refresh);
        Pass(6);
        await _engine.AssertRefusedAsync(AuthError.RefreshReuseDetected, first.Refresh);
    }

    [Fact]
    public async Task A_repeat_from_another_network_or_user_agent_is_an_alert()
    {
        foreach (RequestSource source in (RequestSource[])[Engine.Elsewhere, Engine.Browser with { UserAgent = "another" }, RequestSource.Unknown])
        {
            Engine engine = new();
            SessionTokens first = await engine.SignInAsync();
            await engine.NextAsync(first.Refresh);
            await engine.NextAsync(first.Refresh, source);
            Assert.Equal([SessionEventNames.RepeatedElsewhere], engine.Alerts);
        }
    }

    [Fact]
    public async Task Another_address_of_the_same_network_is_no_alert()
    {
        SessionTokens first = await _engine.SignInAsync();
        await _engine.NextAsync(first.Refresh);
        await _engine.NextAsync(first.Refresh, Engine.Browser with { Address = System.Net.IPAddress.Parse("::ffff:203.0.113.200") });
        Assert.Empty(_engine.Alerts);
        await _engine.NextAsync(first.Refresh, Engine.Browser with { Address = System.Net.IPAddress.Parse("2001:db8::1") });
        Assert.Equal([SessionEventNames.RepeatedElsewhere], _engine.Alerts);
    }

    [Fact]
    public async Task With_the_key_a_lost_answer_may_be_asked_for_late_while_its_access_token_is_not_used()
    {
        SessionTokens first = await _engine.SignInAsync(source: Engine.With("key"));
        SessionTokens lost = await _engine.NextAsync(first.Refresh, Engine.With("key"));
        Pass(TimeSpan.FromDays(6));
        SessionTokens again = await _engine.NextAsync(first.Refresh, Engine.With("key"));
        Assert.Equal(lost.Refresh, again.Refresh);

        await _engine.Store.AcknowledgeAsync(first.Family.Id, 1, default);
        await _engine.AssertRefusedAsync(AuthError.RefreshReuseDetected, first.Refresh, Engine.With("key"));
    }

    [Fact]
    public async Task A_bound_token_without_the_proof_of_its_key_changes_nothing()
    {
        SessionTokens first = await _engine.SignInAsync(source: Engine.With("key"));
        SessionTokens second = await _engine.NextAsync(first.Refresh, Engine.With("key"));
        Pass(60);
        foreach (RequestSource source in (RequestSource[])[Engine.Browser, Engine.With("another key")])
        {
            await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, first.Refresh, source);
            await _engine.AssertRefusedAsync(AuthError.RefreshInvalid, second.Refresh, source);
            Assert.False(await _engine.Service.EndAsync(second.Refresh, source, EndReasons.Logout, default));
        }

        Assert.Equal(FamilyStatus.Active, (await _engine.FamilyAsync(first)).Status);
        Assert.Empty(_engine.Alerts);
        await _engine.NextAsync(second.Refresh, Engine.With("key"));
    }

    [Fact]
    public async Task A_client_without_a_bound_session_may_send_proofs()
    {
        SessionTokens first = await _engine.SignInAsync();
        SessionTokens second = await _engine.NextAsync(first.Refresh, Engine.With("key"));
        Assert.True((await _engine.FamilyAsync(first)).KeyThumbprint.IsEmpty);
        await _engine.NextAsync(second.Refresh);
    }

    [Fact]
    public async Task A_token_for_a_row_of_another_binding_is_refused()
    {
        // Whoever can write to the store can not turn a bound family into one that needs no key.
        SessionTokens tokens = await _engine.SignInAsync(source: Engine.With("key"));
        OneRowStore store = new((await _engine.FamilyAsync(tokens)) with { KeyThumbprint = default });
        Engine other = new(store);
        await other.AssertRefusedAsync(AuthError.RefreshInvalid, tokens.Refresh, Engine.With("key"));
    }

    [Fact]
    public async Task What_was_made_up_costs_no_look_into_the_store()
    {
        OneRowStore store = new(family: null);
        Engine engine = new(store);
        foreach (string token in (string[])["", "x", new string('A', RefreshToken.TextLength), "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"])
        {
            await engine.AssertRefusedAsync(AuthError.RefreshInvalid, token);
            Assert.False(await engine.Service.EndAsync(token, Engine.Browser, EndReasons.Logout, default));
        }

        Assert.Equal(0, store.Reads);
    }

    [Fact]
    public async Task A_token_of_a_session_that_is_gone_is_refused()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        Engine other = new();
        await other.AssertRefusedAsync(AuthError.RefreshInvalid, tokens.Refresh);
    }

    [Fact]
    public async Task A_store_that_was_set_back_goes_on_from_the_presented_token_and_alerts()
    {
        SessionTokens old = await _engine.SignInAsync();
        SessionTokens tokens = old;
        for (int i = 0; i < 3; i++)
        {
            tokens = await _engine.NextAsync(tokens.Refresh);
        }

        // A backup of the first minute: the same family, generation 0.
        Engine restored = new(new OneRowStore(old.Family), clock: _engine.Clock);
        SessionTokens next = await restored.NextAsync(tokens.Refresh);
        Assert.Equal(4, next.Generation);
        Assert.Equal([SessionEventNames.StoreSetBack], restored.Alerts);
        SessionEvent alert = Assert.IsType<SessionEvent>(restored.Sink.Events[^1]);
        Assert.Equal((4, 3), (alert.Generation, alert.PresentedGeneration));
        await restored.AssertRefusedAsync(AuthError.RefreshReuseDetected, old.Refresh);
    }

    [Fact]
    public async Task A_signing_key_that_is_not_there_moves_nothing()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        _engine.Issuer.Failure = new SessionStoreException("The signing keys can not be read.");
        await Assert.ThrowsAsync<SessionStoreException>(() => _engine.RefreshAsync(tokens.Refresh));
        Pass(60);
        _engine.Issuer.Failure = null;
        Assert.Equal(1, (await _engine.NextAsync(tokens.Refresh)).Generation);
    }

    [Fact]
    public async Task A_new_master_key_goes_on_with_the_sessions_of_the_old_one()
    {
        Engine before = new(keys: Engine.KeysOf("old"));
        SessionTokens tokens = await before.SignInAsync(source: Engine.With("key"));
        Engine after = new(before.Store, Engine.KeysOf("new", "old"), before.Clock);
        SessionTokens next = await after.NextAsync(tokens.Refresh, Engine.With("key"));
        Assert.Equal(1, next.Generation);
        SessionTokens again = await after.NextAsync(tokens.Refresh, Engine.With("key"));
        Assert.Equal(next.Refresh, again.Refresh);
        Assert.Empty(after.Alerts);

        // The step under the old key, the repeat under the new one: not from elsewhere.
        SessionTokens other = await before.SignInAsync("another nonce", Engine.With("key"));
        await before.NextAsync(other.Refresh, Engine.With("key"));
        await after.NextAsync(other.Refresh, Engine.With("key"));
        Assert.Empty(after.Alerts);
        await new Engine(before.Store, Engine.KeysOf("new"), before.Clock).AssertRefusedAsync(AuthError.RefreshInvalid, tokens.Refresh, Engine.With("key"));
    }

    [Fact]
    public async Task A_profile_that_was_taken_away_leaves_its_sessions_their_idle_time()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        _engine.Profiles.Clear();
        Pass(TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.FromDays(7), (await _engine.NextAsync(tokens.Refresh)).RefreshLifetime);
    }

    [Fact]
    public async Task No_event_and_no_text_of_the_engine_holds_a_token()
    {
        SessionTokens tokens = await _engine.SignInAsync();
        SessionTokens next = await _engine.NextAsync(tokens.Refresh);
        await _engine.NextAsync(tokens.Refresh, Engine.Elsewhere);
        Pass(60);
        await _engine.RefreshAsync(tokens.Refresh);
        string all = string.Join('\n', [.. _engine.Sink.Events.Select(happened => happened.ToString()), tokens.ToString(), SessionAnswer.Granted(next).ToString(), next.Access.ToString()]);
        Assert.DoesNotContain(tokens.Refresh[8..40], all, StringComparison.Ordinal);
        Assert.DoesNotContain("access-", all, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", all, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113", all, StringComparison.Ordinal);
        Assert.Contains("session.reuse_detected", all, StringComparison.Ordinal);
    }

    private void Pass(double seconds) => _engine.Clock.Advance(TimeSpan.FromSeconds(seconds));

    private void Pass(TimeSpan by) => _engine.Clock.Advance(by);
}
