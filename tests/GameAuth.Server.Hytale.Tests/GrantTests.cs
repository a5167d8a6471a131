using GameAuth.Emulator;
using GameAuth.Hytale;
using GameAuth.Server.Hytale.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>How grants are kept while nobody calls, and what a dead one is.</summary>
public class GrantTests : GatewayTest
{
    private const string Step = "hytale.refresh";

    [Fact]
    public async Task A_grant_is_refreshed_five_to_ten_minutes_before_its_end_while_a_caller_came_in_the_last_day()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2, keepsGrants: true);
        await world.SignInAsync();
        DateTimeOffset end = world.Clock.GetUtcNow().AddHours(1);
        await PassAsync(world, TimeSpan.FromMinutes(49));
        Assert.Equal(0, world.Calls(Step));
        await PassUntilRefreshedAsync(world, 1);
        Assert.InRange(end - world.Clock.GetUtcNow(), TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(10));
        await PassAsync(world, TimeSpan.FromHours(26));
        int refreshes = world.Calls(Step);
        Assert.InRange(refreshes, 24, 28);

        // Nobody came for a day.
        await PassAsync(world, TimeSpan.FromHours(5));
        Assert.Equal(refreshes, world.Calls(Step));
    }

    [Fact]
    public async Task A_grant_that_nobody_uses_is_refreshed_a_week_before_its_end()
    {
        await using GatewayWorld world = await StartAsync(grant: TimeSpan.FromDays(8.5), keepsGrants: true);
        await world.SignInAsync();
        await PassAsync(world, TimeSpan.FromHours(26));
        int refreshes = world.Calls(Step);
        DateTimeOffset end = (await world.Hytale.FindAsync())!.SignInExpiresAt!.Value;
        await PassAsync(world, end - TimeSpan.FromDays(7) - world.Clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        Assert.Equal(refreshes, world.Calls(Step));
        await PassUntilRefreshedAsync(world, refreshes + 1);
        await GatewayWorld.UntilAsync(async () => (await world.Hytale.FindAsync())!.SignInExpiresAt > end.AddDays(1));
    }

    [Fact]
    public async Task A_grant_that_is_found_dead_ends_its_callers_before_they_call()
    {
        await using GatewayWorld world = await StartAsync(keepsGrants: true);
        Caller caller = await world.SignInAsync();
        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Refresh);
        await PassAsync(world, TimeSpan.FromMinutes(54));
        await PassUntilRefreshedAsync(world, 1);
        await PassAsync(world, TimeSpan.FromMinutes(1));
        await GatewayWorld.UntilAsync(() => world.Events.Events.OfType<SessionEvent>().Any(static one => one is { Name: SessionEventNames.Ended, Reason: EndReasons.Deauthorized }));
        Assert.Equal(AccountStatus.SignInRequired, (await world.Hytale.FindAsync())!.Status);
        Assert.Equal(401, (await world.PostAsync("/profiles", bearer: caller.Access)).Status);
        Assert.Equal(401, (await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", caller.Refresh))).Status);

        // What is dead is not asked for again.
        await PassAsync(world, TimeSpan.FromHours(13));
        Assert.Equal(1, world.Calls(Step));
        Assert.Single(world.Events.Events.OfType<EndpointEvent>(), static one => one is { Name: HytaleGatewayEventNames.AuthFailed, Reason: "grant_dead", IsRefused: true, ProviderSubject: GatewayWorld.Owner });
        Caller again = await world.SignInAsync();
        Assert.Equal(caller.AccountId, again.AccountId);
    }

    [Fact]
    public async Task Callers_on_two_nodes_at_once_refresh_the_grant_once()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        Caller caller = await world.SignInAsync();
        await world.PassAsync(TimeSpan.FromMinutes(50));
        string access = (await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", caller.Refresh))).Text("access_token");
        await world.PassAsync(TimeSpan.FromMinutes(11));
        Answer[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => world.PostAsync("/profiles", bearer: access, node: i % 2)));
        Assert.All(all, static answer => Assert.Equal(200, answer.Status));
        Assert.Equal(1, world.Calls(Step));
    }

    [Fact]
    public async Task The_row_of_an_account_that_has_signed_out_is_deleted()
    {
        await using GatewayWorld world = await StartAsync(keepsGrants: true);
        await world.SignInAsync();
        HytaleAccount account = (await world.Hytale.FindAsync())!;
        await account.SignOutAsync();
        for (int i = 0; i < 120 && await world.Store.FindWorkAsync("hytale-account", account.Id.Key, CancellationToken.None) is not null; i++)
        {
            await world.PassAsync(TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        Assert.Null(await world.Store.FindWorkAsync("hytale-account", account.Id.Key, CancellationToken.None));
        Assert.Equal(0, world.Calls(Step));
    }

    [Fact]
    public async Task A_sign_in_that_is_good_for_a_few_days_is_looked_at_once_an_hour()
    {
        await using GatewayWorld world = await StartAsync(grant: TimeSpan.FromDays(5), keepsGrants: true);
        await world.SignInAsync();
        DateTimeOffset end = world.Clock.GetUtcNow().AddHours(1);
        for (int i = 0; i < 10; i++)
        {
            await world.PassAsync(TimeSpan.FromSeconds(5));
            await RestAsync(world);
        }

        Assert.Equal(end.AddMinutes(-5), (await RowAsync(world)).DueAt);
    }

    [Fact]
    public async Task A_sign_in_while_a_node_ends_the_callers_of_the_grant_before_stays()
    {
        SignInAtEvent again = new();
        await using GatewayWorld world = await StartAsync(setup: new GatewayNodeSetup(services => services.AddSingleton<IAuthEventSink>(again), static _ => { }), keepsGrants: true);
        again.Sessions = world.Services().GetRequiredService<EndpointSessions>();
        Caller caller = await world.SignInAsync();
        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Refresh);
        await PassAsync(world, TimeSpan.FromMinutes(54));
        await PassUntilRefreshedAsync(world, 1);
        await PassAsync(world, TimeSpan.FromMinutes(1));
        await GatewayWorld.UntilAsync(() => world.Events.Events.OfType<SessionEvent>().Any(static one => one is { Name: SessionEventNames.Ended, Reason: EndReasons.Deauthorized }));
        SessionView left = Assert.Single(await world.Services().GetRequiredService<SessionDirectory>().ListAsync($"hytale:{caller.AccountId}"), static one => one.EndReason is null);
        Assert.Equal(again.Made, left.Id);
    }

    // From one look of a node to the next: the clock stands while it looks.
    private static async Task PassAsync(GatewayWorld world, TimeSpan span)
    {
        for (DateTimeOffset until = world.Clock.GetUtcNow() + span; world.Clock.GetUtcNow() < until;)
        {
            DateTimeOffset now = world.Clock.GetUtcNow();
            TimeSpan next = (await RowAsync(world)).DueAt - now;
            TimeSpan step = next > TimeSpan.FromSeconds(1) ? next : TimeSpan.FromSeconds(1);
            await world.PassAsync(step < until - now ? step : until - now);
            await RestAsync(world);
        }
    }

    private static async Task PassUntilRefreshedAsync(GatewayWorld world, int count)
    {
        for (int i = 0; i < 600 && world.Calls(Step) < count; i++)
        {
            await world.PassAsync(TimeSpan.FromSeconds(2));
            await RestAsync(world);
        }

        Assert.Equal(count, world.Calls(Step));
    }

    private static async Task RestAsync(GatewayWorld world)
    {
        // A look is begun by a timer, which comes every five seconds; one that has begun a refresh comes again after 15.
        for (int i = 0; i < 20; i++)
        {
            DueWork row = await RowAsync(world);
            DateTimeOffset now = world.Clock.GetUtcNow();
            if (row.ClaimedUntil is null && row.DueAt > now + GrantTimes.Look)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(3));
            i -= row.ClaimedUntil is null ? 0 : 1;
        }
    }

    private static async Task<DueWork> RowAsync(GatewayWorld world) => (await world.Store.FindWorkAsync("hytale-account", (await world.Hytale.FindAsync())!.Id.Key, CancellationToken.None))!;

    /// <summary>A caller signs in for the account at the moment at which its grant was found dead.</summary>
    private sealed class SignInAtEvent : IAuthEventSink
    {
        public EndpointSessions Sessions { get; set; } = null!;

        public FamilyId? Made { get; private set; }

        public void OnEvent(AuthEvent happened)
        {
            if (happened is not EndpointEvent { Reason: "grant_dead" })
            {
                return;
            }

            EndpointSignIn signIn = new()
            {
                Provider = HytaleGatewayOptions.Provider, Profile = HytaleGatewayOptions.Profile, Once = Guid.NewGuid().ToString(), Identity = new VerifiedIdentity { ProviderSubject = GatewayWorld.Owner },
            };
            Made = Task.Run(async () => await Sessions.BeginAsync(signIn, new DefaultHttpContext())).GetAwaiter().GetResult().Session!.Id;
        }
    }
}
