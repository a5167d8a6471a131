using System.Net;
using GameAuth.Emulator;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Psn.Tests.Emulated;

/// <summary>The package against the emulator, which others wrote from the same facts: what the one sends the other takes, and the other way round.</summary>
public class EmulatedTests
{
    [Fact]
    public async Task An_npsso_leads_to_everything_that_can_be_read_and_no_id_goes_out_twice()
    {
        await using World world = await World.StartAsync();
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        Assert.Equal(("EmuTrophies", me.Subject), (me.OnlineId, (await me.Profiles.GetOwnAsync()).AccountId));
        Assert.True(me.SignInExpiresAt > world.Clock.GetUtcNow() + TimeSpan.FromDays(9));
        PsnProfile other = (await me.Profiles.GetByOnlineIdAsync("EmuSilver"))!;
        Assert.Equal("EmuSilver", (await me.Profiles.GetAsync(other.AccountId))!.OnlineId);
        Assert.Null(await me.Profiles.GetByOnlineIdAsync("EmuNobody"));
        Assert.True((await me.Trophies.GetSummaryAsync()).Level >= 1);
        List<PsnTrophyTitle> titles = await ToListAsync(me.Trophies.ListTitlesAsync());
        Assert.NotEmpty(titles);
        Assert.NotEmpty(await me.Trophies.GetGroupsAsync(titles[0].Set));
        List<PsnEarnedTrophy> earned = await ToListAsync(me.Trophies.ListEarnedAsync(titles[0].Set));
        Assert.Equal((titles[0].Defined.Total, titles[0].Earned.Total), (earned.Count, earned.Count(static trophy => trophy.IsEarned)));
        world.Emulator.Psn.SetPresence("EmuSilver", new EmulatedPsnPresence { IsOnline = true });
        Assert.True((await me.Presence.GetAsync(other.AccountId))!.IsOnline);
        Assert.Equal([other.AccountId, me.Subject!], (await me.Presence.GetManyAsync([other.AccountId, me.Subject!])).Select(static record => record.AccountId));
        Assert.NotNull(await ToListAsync(me.Friends.ListAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_npsso_is_exchanged_for_tokens_in_either_form(bool inForm)
    {
        await using World world = await World.StartAsync(options => options.SecretInForm = inForm);
        PsnAccount me = await world.SignInAsync(PsnSignIn.SsoToken(world));
        Assert.Equal("EmuTrophies", me.OnlineId);
    }

    [Fact]
    public async Task A_player_signs_in_on_the_page_and_pastes_where_it_ends()
    {
        await using World world = await World.StartAsync();
        Assert.NotNull((await world.SignInAsync(PsnSignIn.Browser(world))).OnlineId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_week_of_refreshes_moves_no_end_whether_the_service_rotates_or_not(bool rotates)
    {
        await using World world = await World.StartAsync(service: options => options.Psn.RotateRefreshTokens = rotates);
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        DateTimeOffset end = me.SignInExpiresAt!.Value;
        for (int day = 0; day < 7; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await me.Trophies.GetSummaryAsync();
        }

        Assert.InRange(me.SignInExpiresAt!.Value, end - TimeSpan.FromSeconds(2), end + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task An_npsso_that_is_over_is_4165_and_a_page_of_the_edge_holds_everything()
    {
        await using World world = await World.StartAsync();
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        world.Emulator.Psn.EndBrowserSession("EmuTrophies");
        Assert.Equal("4165", (await Assert.ThrowsAsync<ProviderException>(() => world.Psn.AddAccountAsync(PsnSignIn.Npsso(world)))).Code);
        world.Emulator.Faults.Add(Fault.EdgeForbidden("api", times: null));
        Assert.True((await Assert.ThrowsAsync<ThrottledException>(() => me.Trophies.GetSummaryAsync())).WasSent);
        Assert.False((await Assert.ThrowsAsync<ThrottledException>(() => me.Presence.GetAsync())).WasSent);
    }

    [Fact]
    public async Task A_client_gets_one_token_for_itself_and_a_player_has_nothing_to_do_with_it()
    {
        await using World world = await World.StartAsync();
        PsnEmulatorOptions known = new();
        PsnClient client = new(known.ClientId, new Secret(known.ClientSecret), "referenceDataService:countryConfig.read");
        PsnAccessToken[] tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Psn.GetClientTokenAsync(client)));
        Assert.Single(tokens.Distinct());
        Assert.InRange(tokens[0].ExpiresAt!.Value - world.Clock.GetUtcNow(), TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        PsnAccount me = await world.SignInAsync(PsnSignIn.SsoToken(world));
        await me.Trophies.GetSummaryAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.NotEqual(tokens[0], await world.Psn.GetClientTokenAsync(client));
        Assert.Equal((2, 0), (world.Emulator.Log.Count("psn.client-credentials"), world.Emulator.Log.Count("psn.refresh")));
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => world.Psn.GetClientTokenAsync(client with { ClientId = "another", Scope = "other:scope" }));
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }

    /// <summary>An application against the emulator, both on one clock, and a player who does what is asked. In the end the emulator has seen no id and no step that it should not have.</summary>
    internal sealed class World(FakeClock clock, GameAuthEmulator emulator, IHost host) : ISignInPrompt, IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1.6);

        private readonly string _npsso = emulator.Psn.NpssoOf("EmuTrophies")!;

        public FakeClock Clock => clock;

        public GameAuthEmulator Emulator => emulator;

        public IPsnAuth Psn => host.Services.GetRequiredService<IPsnAuth>();

        public static async Task<World> StartAsync(Action<PsnOptions>? client = null, Action<EmulatorOptions>? service = null)
        {
            FakeClock clock = new();
            EmulatorOptions options = new() { TimeProvider = clock, Providers = { "psn" } };
            service?.Invoke(options);
            GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
            HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
            app.UseEmulator(emulator);
            app.Services.AddSingleton<TimeProvider>(clock);
            app.Services.AddGameAuth(static family =>
                {
                    family.ApplicationName = "psn-tests";
                    family.Tokens.WatchInterval = TimeSpan.FromDays(30);
                    family.Tokens.IdleTimeout = TimeSpan.FromDays(300);
                })
                .UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
                .AddPsn(client ?? (static _ => { }));
            IHost host = app.Build();
            await host.StartAsync();
            return new World(clock, emulator, host);
        }

        public Task<PsnAccount> SignInAsync(PsnSignIn how) => Psn.SignInAsync(how).WaitAsync(Patience);

        public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) =>
            new Secret(challenge is RedirectChallenge page ? await VisitAsync(page.Authorize, page.Redirect.Scheme) : _npsso);

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync().WaitAsync(Patience);
            host.Dispose();
            (IReadOnlyList<string> repeated, IReadOnlyList<string> ids, IReadOnlyList<string> order) = (emulator.Psn.RepeatedIds, emulator.Psn.IdProblems(), emulator.Psn.OrderProblems);
            await emulator.DisposeAsync();
            Assert.Empty(repeated);
            Assert.Empty(ids);
            Assert.Empty(order);
        }

        /// <summary>Moves the clock over short pauses, such as the one before a voice, until some work is done.</summary>
        public async Task WalkAsync(Task work, TimeSpan? longestPause = null)
        {
            using CancellationTokenSource patience = new(Patience);
            while (!work.IsCompleted)
            {
                patience.Token.ThrowIfCancellationRequested();
                if (clock.NextTimer is { } next && next <= (longestPause ?? LongestPause))
                {
                    clock.Advance(next);
                }

                await Task.Yield();
            }

            await work;
        }

        /// <summary>As <see cref="WalkAsync(Task, TimeSpan?)"/>, for work that has a result.</summary>
        public async Task<T> WalkAsync<T>(Task<T> work)
        {
            await WalkAsync((Task)work);
            return await work;
        }

        /// <summary>Waits for what must happen anyhow; the clock stands.</summary>
        public async Task UntilAsync(Func<bool> holds)
        {
            using CancellationTokenSource patience = new(Patience);
            while (!holds())
            {
                patience.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        private static async Task<string> VisitAsync(Uri page, string scheme)
        {
            using SocketsHttpHandler browser = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
            using HttpMessageInvoker client = new(browser);
            for (int steps = 0; steps < 10; steps++)
            {
                using HttpRequestMessage visit = new(HttpMethod.Get, page);
                using HttpResponseMessage answer = await client.SendAsync(visit, CancellationToken.None);
                if (answer.Headers.Location is not { } next)
                {
                    break;
                }

                if (next.IsAbsoluteUri && next.Scheme == scheme)
                {
                    return next.OriginalString;
                }

                page = new Uri(page, next);
            }

            throw new InvalidOperationException("The page leads nowhere.");
        }
    }
}
