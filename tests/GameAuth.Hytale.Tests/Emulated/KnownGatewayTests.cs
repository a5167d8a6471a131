using System.Net.Http.Json;
using GameAuth.Emulator;

namespace GameAuth.Hytale.Tests.Emulated;

/// <summary>It answers nearly everything with 400 and a sentence.</summary>
public class KnownGatewayTests
{
    [Fact]
    public async Task An_access_token_that_has_ended_there_costs_one_refresh_and_one_repetition()
    {
        await using EmulatedWorld world = await StartAsync();
        HytaleAccount me = await world.SignInAsync();
        world.Emulator.Hytale.ExpireNow(HytaleTokenKind.Access);
        world.Emulator.Log.Clear();
        Assert.NotEmpty(await me.GetProfilesAsync());
        Assert.Equal([("gateway.profiles", 400), ("gateway.refresh", 200), ("gateway.profiles", 200)], Calls(world));
    }

    [Fact]
    public async Task A_session_that_is_gone_is_ended_without_a_failure()
    {
        await using EmulatedWorld world = await StartAsync();
        HytaleAccount me = await world.SignInAsync();
        HytaleProfile profile = (await me.GetProfilesAsync())[0];
        HytaleGameSession session = await me.CreateGameSessionAsync(profile.Id);
        using (HttpClient other = me.CreateClient())
        {
            Uri end = new(world.Emulator.Hosts["gateway.hytale.test"], "/api/v1/hytale/oauth/game-session/delete");
            using HttpResponseMessage answer = await other.PostAsJsonAsync(end, new { profile_uuid = profile.Id });
            answer.EnsureSuccessStatusCode();
        }

        Assert.Empty(world.Emulator.Hytale.Sessions);
        world.Emulator.Log.Clear();
        await session.EndAsync();
        Assert.Equal([("gateway.session-delete", 400)], Calls(world));
    }

    [Fact]
    public async Task A_grant_that_is_no_longer_taken_asks_for_a_sign_in()
    {
        await using EmulatedWorld world = await StartAsync();
        HytaleAccount me = await world.SignInAsync();
        world.Emulator.Hytale.ExpireNow(HytaleTokenKind.Access);
        world.Emulator.Hytale.ExpireNow(HytaleTokenKind.Refresh);
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync());
        Assert.Equal((SignInReason.Revoked, AccountStatus.SignInRequired), (error.Reason, me.Status));
    }

    [Fact]
    public async Task A_profile_of_somebody_else_is_not_found()
    {
        await using EmulatedWorld world = await StartAsync();
        HytaleAccount me = await world.SignInAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.SelectProfileAsync(ScriptedService.Miner));
        Assert.Equal((HytaleErrorCode.SessionNotFound, 400), (error.Code, error.Status));
    }

    [Fact]
    public async Task Too_many_sessions_restrict_the_account()
    {
        await using EmulatedWorld world = await StartAsync(static services => services.Hytale.SessionLimit = 1);
        HytaleAccount me = await world.SignInAsync();
        HytaleProfile profile = (await me.GetProfilesAsync())[0];
        await me.CreateGameSessionAsync(profile.Id);
        await Assert.ThrowsAsync<AccountRestrictedException>(() => me.CreateGameSessionAsync(profile.Id));
    }

    private static Task<EmulatedWorld> StartAsync(Action<EmulatorOptions>? more = null) => EmulatedWorld.StartAsync(
        services =>
        {
            services.Hytale.GatewayStyle = HytaleGatewayStyle.KnownCode;
            more?.Invoke(services);
        },
        static hytale => hytale.Dialect = HytaleDialect.Gateway);

    private static IEnumerable<(string Step, int Status)> Calls(EmulatedWorld world) => world.Emulator.Log.Events.Select(static one => (one.Step, one.Status));
}
