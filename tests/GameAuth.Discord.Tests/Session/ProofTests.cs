using System.Net;
using GameAuth.Discord.Tests.World;
using GameAuth.Storage;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Discord.Tests.Session;

/// <summary>Proofs of the key: whose refusal costs what, what a nonce may be, and that nothing of them stays.</summary>
public class ProofTests
{
    private const string Refresh = "/api/auth/refresh";

    private static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task A_final_word_that_brings_a_nonce_is_final_all_the_same()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        Refuse(world, Refresh, "refresh_invalid", "another-nonce");
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.WalkAsync(app.CallAsync(me)));
        Assert.Equal(1, app.Count(Refresh));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData(null)]
    public async Task A_nonce_that_is_none_is_not_answered(string? nonce)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        Refuse(world, Refresh, "dpop_nonce_required", nonce ?? new string('n', 513));
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => world.WalkAsync(app.CallAsync(me)));
        Assert.Equal((1, AccountStatus.Active), (app.Count(Refresh), me.Status));
    }

    [Fact]
    public async Task A_nonce_that_is_asked_for_again_and_again_is_answered_once()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        Refuse(world, Refresh, "dpop_nonce_required", "another-nonce", times: 100);
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => world.WalkAsync(app.CallAsync(me)));
        Assert.Equal((2, AccountStatus.Active), (app.Count(Refresh), me.Status));
    }

    [Fact]
    public async Task A_refused_token_whose_answer_brings_a_nonce_is_refreshed_and_not_proven_again()
    {
        await using BackendWorld world = await BackendWorld.StartAsync(static server => server.BindAccessTokens = true);
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        DiscordGrant before = await me.GetTokenAsync(app.Provider.Grants);
        world.Backend.Next("/api/me", static (context, _) =>
        {
            (context.Response.StatusCode, context.Response.Headers.WWWAuthenticate, context.Response.Headers["DPoP-Nonce"]) = (401, "DPoP error=\"invalid_token\"", "another-nonce");
            return Task.CompletedTask;
        });
        Assert.Equal(200, await world.WalkAsync(app.CallAsync(me)));
        Assert.NotEqual(before.AccessToken, (await me.GetTokenAsync(app.Provider.Grants)).AccessToken);
        Assert.Equal((2, 1), (app.Count("/api/me"), world.Backend.Asked.Count(static one => one is { Path: Refresh, Status: 200 })));
    }

    [Fact]
    public async Task Neither_token_nor_proof_stays_on_a_request_and_its_own_name_does()
    {
        await using BackendWorld world = await BackendWorld.StartAsync(static server => server.BindAccessTokens = true);
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        using HttpClient client = me.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(world.Backend.Address, "/api/me"));
        request.Headers.TryAddWithoutValidation("User-Agent", "emu-game/1.0");
        using HttpResponseMessage answer = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, "emu-game/1.0"), (answer.StatusCode, app.Sent.Last().Headers["User-Agent"]));
        Assert.Empty(request.Headers.NonValidated.Select(static one => one.Key).Intersect(["Authorization", "DPoP"]));
        Assert.Equal(200, await app.CallAsync(me));
        Assert.All(app.Sent.SkipLast(2).Append(app.Sent.Last()), static sent => Assert.StartsWith("GameAuth.Discord/", sent.Headers["User-Agent"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_refuses_to_sign_is_named_and_neither_its_cause_nor_a_request_goes_out()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        using LockableKeySource keys = new() { IsLocked = true };
        ClientApp app = await world.StartAppAsync(keys: keys);
        CredentialStoreException locked = await Assert.ThrowsAsync<CredentialStoreException>(() => app.SignInAsync());
        Assert.Equal((RowState.KeyUnavailable, "proof"), (locked.State, locked.Step));
        Assert.DoesNotContain("CANARY", locked.ToString(), StringComparison.Ordinal);
        Assert.Empty(app.Sent);
        keys.IsLocked = false;
        Assert.Equal(200, await app.CallAsync(await app.SignInAsync()));
    }

    [Fact]
    public async Task A_backend_that_is_silent_at_a_refresh_is_given_up_after_fifteen_seconds_each_time()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(AccessLifetime + TimeSpan.FromSeconds(1));
        world.Backend.Next(Refresh, static (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted), times: 3);
        DateTimeOffset before = world.Clock.GetUtcNow();
        Task<int> calling = app.CallAsync(me);
        await world.EventuallyAsync(() => calling.IsCompleted);
        ProviderException silent = await Assert.ThrowsAsync<ProviderException>(() => calling);
        Assert.True(silent.IsTransient);
        Assert.InRange(world.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(80));
    }

    private static void Refuse(BackendWorld world, string path, string code, string nonce, int times = 1) => world.Backend.Next(path, (context, _) =>
    {
        (context.Response.StatusCode, context.Response.ContentType) = (401, "application/json");
        context.Response.Headers["DPoP-Nonce"] = nonce;
        return context.Response.WriteAsync($$"""{"error":"{{code}}","message":"synthetic","recoverable":true,"retry_after_ms":0}""");
    }, times);
}
