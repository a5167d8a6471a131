using System.Globalization;
using System.Text.Json;
using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

/// <summary>What other clients do wrong, each as a test that would find it here.</summary>
public class PeerDefectTests
{
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    [Fact]
    public async Task Seconds_taken_for_milliseconds_a_token_of_a_day_is_not_refreshed_within_it()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(17));
        await me.GetProfileAsync();
        Assert.Equal((0, 1), (world.Count("login.refresh"), world.Prompt.Asked));
    }

    [Fact]
    public async Task A_new_key_per_process_a_restart_signs_with_the_key_of_its_device_token()
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync();
        IHost host = await world.StartApplicationAsync(app => Keep(app, sent));
        XboxAccount me = (await host.Services.GetRequiredService<IXboxAuth>().FindAsync())!;
        Assert.Equal("xsts.authorize:200", await world.CallsAsync(() => me.GetXstsTokenAsync(RelyingParty).AsTask()));
        Assert.Single(Assert.Single(sent).Request.Headers.GetValues("Signature"));
    }

    [Fact]
    public async Task A_new_device_id_per_device_token_the_next_one_is_for_the_same_device()
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartAsync();
        IHost host = await world.StartApplicationAsync(app => Keep(app, sent));
        XboxAccount me = await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
        world.Clock.Advance(TimeSpan.FromDays(15));
        await me.GetProfileAsync();
        string?[] ids =
        [
            .. from one in sent
               where one.Request.RequestUri!.AbsolutePath == "/device/authenticate"
               select JsonDocument.Parse(one.Body).RootElement.GetProperty("Properties").GetProperty("Id").GetString(),
        ];
        Assert.Equal(2, ids.Length);
        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public async Task Waits_that_know_authorization_pending_only_a_poll_that_is_told_to_slow_down_goes_on()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(Fault.SlowDown());
        await (await world.SignInAsync()).GetProfileAsync();
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    public async Task Dates_read_by_the_culture_of_the_machine_every_culture_signs_in_alike(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            await using XboxWorld world = await XboxWorld.StartAsync();
            XboxAccount me = await world.SignInAsync();
            XstsToken token = await me.GetXstsTokenAsync(RelyingParty);
            Assert.InRange(token.ExpiresAt!.Value - world.Clock.GetUtcNow(), TimeSpan.FromHours(15.9), TimeSpan.FromHours(16.1));
            world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", XErr = (long)XboxErrorCode.ChildNotInFamily });
            AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => me.GetXstsTokenAsync("https://multiplayer.minecraft.net/").AsTask());
            Assert.Equal("2148916238", error.Code);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Calls_that_can_not_be_cancelled_a_caller_is_let_go_while_Xbox_is_silent()
    {
        SilentXsts silence = new();
        await using XboxWorld world = await XboxWorld.StartAsync();
        IHost host = await world.StartApplicationAsync(app => app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(() => silence));
        XboxAccount me = await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
        using CancellationTokenSource leaving = new();
        Task<XstsToken> waiting = me.GetXstsTokenAsync(RelyingParty, leaving.Token).AsTask();
        await silence.Began.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, world.Count("xsts.authorize"));
        silence.End.SetResult();
    }

    [Fact]
    public async Task No_back_off_on_429_a_hundred_callers_ask_a_throttled_host_once()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(Fault.TooManyRequests("xsts.authorize", TimeSpan.FromMinutes(5), times: null));
        Exception?[] errors = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Record.ExceptionAsync(() => me.GetXstsTokenAsync(RelyingParty).AsTask()))));
        Assert.All(errors, static error => Assert.IsType<ThrottledException>(error));
        Assert.Equal(1, world.Count("xsts.authorize"));
    }

    [Fact]
    public async Task A_wrong_clock_told_as_a_broken_profile_it_is_told_as_the_clock()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.ClockSkew = TimeSpan.FromMinutes(-5));
        IXboxAuth xbox = await world.OpenAsync(static options => options.UseServerClock = false);
        ClockSkewException error = await Assert.ThrowsAsync<ClockSkewException>(() => world.SignInAsync(xbox));
        Assert.Contains("clock", error.UserMessage, StringComparison.Ordinal);
    }

    private static void Keep(HostApplicationBuilder app, SentRequests sent) =>
        app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(() => new SentRequestsHandler(sent));

    private sealed class SilentXsts : DelegatingHandler
    {
        public TaskCompletionSource Began { get; } = new();

        public TaskCompletionSource End { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath == "/xsts/authorize")
            {
                Began.TrySetResult();
                await End.Task.WaitAsync(cancellationToken);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
