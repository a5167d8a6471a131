using GameAuth.Discord.Tests.World;
using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Discord.Tests.Session;

/// <summary>Refreshes against a real session server: lost answers, two processes at once, a copy of the token, a nonce that has gone stale, and the end.</summary>
public class RefreshTests
{
    private const string Refresh = "/api/auth/refresh";

    private static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task An_access_token_that_has_ended_is_refreshed_once_for_all_who_ask()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        int[] answers = await world.WalkAsync(Task.WhenAll(Enumerable.Range(0, 16).Select(_ => app.CallAsync(me))));
        Assert.All(answers, static status => Assert.Equal(200, status));
        Assert.Single(world.Backend.Asked, static one => one is { Path: Refresh, Status: 200 });
    }

    [Fact]
    public async Task Two_processes_on_one_store_refresh_at_once_and_nobody_is_logged_out()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp one, DiscordAccount me) = await world.SignInAsync();
        ClientApp two = await world.StartAppAsync();
        DiscordAccount same = (await two.Discord.FindAsync())!;
        Assert.Equal(200, await two.CallAsync(same));
        for (int round = 0; round < 5; round++)
        {
            await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
            Assert.All(await world.WalkAsync(Task.WhenAll(one.CallAsync(me), two.CallAsync(same))), static status => Assert.Equal(200, status));
        }

        Assert.Equal((AccountStatus.Active, AccountStatus.Active), (me.Status, same.Status));
        Assert.Equal(5, world.Backend.Asked.Count(static asked => asked is { Path: Refresh, Status: 200 }));
    }

    [Fact]
    public async Task Two_machines_with_the_same_store_present_one_token_at_once_and_nobody_is_logged_out()
    {
        // No lease stands between them, as where the store is a copy, so that both present the same token within a second.
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp one, DiscordAccount me) = await world.SignInAsync();
        ClientApp two = await world.StartAppAsync(await StoreCopy.OfAsync((MemoryTokenStore)world.Store, world.Clock));
        DiscordAccount same = (await two.Discord.FindAsync())!;
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        Assert.All(await world.WalkAsync(Task.WhenAll(one.CallAsync(me), two.CallAsync(same))), static status => Assert.Equal(200, status));
        Assert.Equal(2, world.Backend.Asked.Count(static asked => asked is { Path: Refresh, Status: 200 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_lost_answer_of_a_refresh_is_asked_for_again(int times)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        int lost = 0;
        app.Between = async (request, pass) =>
        {
            HttpResponseMessage answer = await pass();
            return request.RequestUri!.AbsolutePath == Refresh && answer.IsSuccessStatusCode && lost++ < times ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke.") : answer;
        };
        if (times == 3)
        {
            // All three tries of the first call; the next one comes minutes later, and proves the key.
            ProviderException failed = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(app.CallAsync(me)));
            Assert.True(failed.IsTransient);
            await world.AdvanceAsync(TimeSpan.FromMinutes(3));
        }

        Assert.Equal(200, await world.WalkAsync(app.CallAsync(me)));
        Assert.Equal((times + 1, AccountStatus.Active), (lost, me.Status));
    }

    [Fact]
    public async Task A_process_that_is_killed_before_it_has_saved_the_next_token_logs_nobody_out()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        MemoryTokenStore before = await StoreCopy.OfAsync((MemoryTokenStore)world.Store, world.Clock);
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        app.Between = async (request, pass) =>
        {
            HttpResponseMessage answer = await pass();
            return request.RequestUri!.AbsolutePath == Refresh && answer.IsSuccessStatusCode ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The process was killed.") : answer;
        };
        Task<int> dying = app.CallAsync(me);
        await world.EventuallyAsync(() => world.Backend.Asked.Any(static one => one is { Path: Refresh, Status: 200 }));
        await app.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => world.WalkAsync(dying));
        await world.AdvanceAsync(TimeSpan.FromMinutes(30));

        ClientApp next = await world.StartAppAsync(before);
        Assert.Equal(200, await world.WalkAsync(next.CallAsync((await next.Discord.FindAsync())!)));
    }

    [Fact]
    public async Task A_stale_nonce_is_proven_anew_and_nothing_is_minted_again()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        Assert.Equal(200, await world.WalkAsync(app.CallAsync(me)));
        (string, int)[] refreshes = [.. world.Backend.Asked.Where(static one => one.Path == Refresh)];
        Assert.Equal([(Refresh, 401), (Refresh, 200)], refreshes);
        SentRequest[] sent = [.. app.Sent.Where(static one => one.Path == Refresh)];
        Assert.Equal(sent[0].Body, sent[1].Body);
        Assert.NotEqual(sent[0].Headers["DPoP"], sent[1].Headers["DPoP"]);
    }

    [Fact]
    public async Task A_bound_access_token_goes_with_a_proof_and_a_stale_nonce_costs_one_replay_and_no_refresh()
    {
        await using BackendWorld world = await BackendWorld.StartAsync(static server => (server.BindAccessTokens, server.DpopNonceLifetime) = (true, TimeSpan.FromMinutes(2)));
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        Assert.Equal(200, await app.CallAsync(me));
        Assert.StartsWith("DPoP ", app.Sent.Last().Headers["Authorization"], StringComparison.Ordinal);
        await world.AdvanceAsync(TimeSpan.FromMinutes(5));
        world.Backend.Asked.Clear();
        Assert.Equal(200, await app.CallAsync(me));
        Assert.Equal([("/api/me", 401), ("/api/me", 200)], world.Backend.Asked);
    }

    [Fact]
    public async Task A_session_that_was_ended_is_over_after_one_word_and_nothing_is_sent_after_it()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.Backend.Directory.EndAllAsync();
        await world.AdvanceAsync(TimeSpan.FromSeconds(3));
        SignInRequiredException over = await Assert.ThrowsAsync<SignInRequiredException>(() => world.WalkAsync(app.CallAsync(me)));
        Assert.Equal((SignInReason.Revoked, AccountStatus.SignInRequired, me.Id), (over.Reason, me.Status, over.Account));
        int sent = app.Sent.Count;
        await Assert.ThrowsAsync<SignInRequiredException>(() => app.CallAsync(me));
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<SignInRequiredException>(() => app.CallAsync(me));
        await me.SignOutAsync();
        Assert.Equal(sent, app.Sent.Count);

        // A second process of the same store hears of it from the store.
        Assert.Equal(200, await world.WalkAsync(app.CallAsync(await app.SignInAsync())));
    }

    [Fact]
    public async Task A_copy_of_the_store_that_is_used_elsewhere_is_caught_and_ends_the_session_for_both()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        ClientApp thief = await world.StartAppAsync(await StoreCopy.OfAsync((MemoryTokenStore)world.Store, world.Clock));
        DiscordAccount copied = (await thief.Discord.FindAsync())!;
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        Assert.Equal(200, await world.WalkAsync(thief.CallAsync(copied)));
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        SignInRequiredException caught = await Assert.ThrowsAsync<SignInRequiredException>(() => world.WalkAsync(app.CallAsync(me)));
        Assert.Contains("refresh_reuse_detected", caught.Message, StringComparison.Ordinal);
        await world.AdvanceAsync(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.WalkAsync(thief.CallAsync(copied)));
        Assert.Equal((AccountStatus.SignInRequired, AccountStatus.SignInRequired), (me.Status, copied.Status));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_the_backend_and_its_access_token_with_it()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        DiscordGrant grant = await me.GetTokenAsync(app.Provider.Grants);
        await world.WalkAsync(me.SignOutAsync());
        Assert.Contains(("/api/auth/logout", 204), world.Backend.Asked);
        using HttpClient thief = new(new SocketsHttpHandler { UseProxy = false });
        thief.DefaultRequestHeaders.Authorization = new("Bearer", grant.AccessToken.Reveal());
        using HttpResponseMessage answer = await thief.GetAsync(new Uri(world.Backend.Address, "/api/me"));
        Assert.Equal((401, null), ((int)answer.StatusCode, await app.Discord.FindAsync()));
        await Assert.ThrowsAsync<SignInRequiredException>(() => app.CallAsync(me));
    }

    [Fact]
    public async Task Signing_out_while_the_backend_is_away_deletes_what_is_stored_all_the_same()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.Backend.StopAsync();
        await world.WalkAsync(me.SignOutAsync());
        Assert.Null(await app.Discord.FindAsync());
    }

    [Fact]
    public async Task A_backend_that_was_away_is_used_again_and_nobody_is_logged_out()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        await world.Backend.StopAsync();
        for (int call = 0; call < 5; call++)
        {
            ProviderException away = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(app.CallAsync(me)));
            Assert.True(away.IsTransient);
        }

        await world.Backend.StartAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(3));
        Assert.Equal((200, AccountStatus.Active), (await world.WalkAsync(app.CallAsync(me)), me.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_that_was_forgotten_has_another_key_and_its_player_signs_in_again(bool bindsAccessTokens)
    {
        await using BackendWorld world = await BackendWorld.StartAsync(server => server.BindAccessTokens = bindsAccessTokens);
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await app.Discord.ForgetDeviceAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.WalkAsync(app.CallAsync(me)));
        Assert.Equal(200, await world.WalkAsync(app.CallAsync(await app.SignInAsync())));
    }

    [Fact]
    public async Task A_refreshed_session_that_is_another_players_is_not_stored()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        string claims = System.Buffers.Text.Base64Url.EncodeToString("""{"sub":"other","discord_id":"80351110224678912"}"""u8);
        world.Backend.Answer(Refresh, 200, $$"""{"access_token":"ZW11.{{claims}}.emu","token_type":"Bearer","expires_in":900,"refresh_token":"emu-refresh"}""");
        ProviderException wrong = await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(app.CallAsync(me)));
        Assert.Contains("another player", wrong.Message, StringComparison.Ordinal);
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((200, AccountStatus.Active), (await world.WalkAsync(app.CallAsync(me)), me.Status));
    }
}
