using GameAuth.Emulator;
using GameAuth.ProviderContract;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox.Tests.Browser;

/// <summary>What SISU remembers of a sign-in belongs to that sign-in alone.</summary>
public class SisuSessionTests
{
    private const string SignUp = "https://sisu.xboxlive.com/client/v32/default/view/signup.html?sid=1&sig=canary-of-a-signature";

    [Fact]
    public async Task A_restart_before_SISU_has_answered_goes_on_without_the_session_and_asks_nobody()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenBrowserAsync();
        world.Emulator.Faults.Add(NoProfile());
        await Assert.ThrowsAsync<AccountRestrictedException>(() => xbox.SignInByBrowserAsync());

        SentRequests sent = [];
        VisitingPrompt prompt = new();
        XboxAccount me = await (await world.OpenBrowserAsync(sent)).SignInByBrowserAsync(prompt);
        Assert.Equal((AccountStatus.Active, 0), (me.Status, prompt.Shown.Count));
        Assert.False(sent.Json("/authorize").TryGetProperty("SessionId", out _));
    }

    [Fact]
    public async Task A_session_that_was_answered_with_a_refusal_is_not_shown_again()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        SentRequests sent = [];
        IXboxAuth xbox = await world.OpenBrowserAsync(sent);
        world.Emulator.Faults.Add(NoProfile());
        await Assert.ThrowsAsync<AccountRestrictedException>(() => xbox.SignInByBrowserAsync());
        Assert.True(sent.Json("/authorize").TryGetProperty("SessionId", out _));
        sent.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull((await xbox.SignInByBrowserAsync()).Gamertag);
        Assert.False(sent.Json("/authorize").TryGetProperty("SessionId", out _));
    }

    [Fact]
    public async Task A_device_token_that_ends_in_between_costs_a_new_one_and_takes_the_session_along()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        SentRequests sent = [];
        IXboxAuth xbox = await world.OpenBrowserAsync(sent);
        VisitingPrompt prompt = new()
        {
            Before = _ =>
            {
                world.Emulator.Xbox.ForgetNow(XboxTokenKind.Device);
                return Task.CompletedTask;
            },
        };
        Assert.Equal(
            "device.authenticate:200 sisu.authenticate:200 login.authorize:302 login.code:200 sisu.authorize:401 device.authenticate:200 sisu.authorize:200",
            await world.CallsAsync(() => xbox.SignInByBrowserAsync(prompt)));
        Assert.Equal(1, sent.Count(static one => one.Request.RequestUri!.AbsolutePath == "/authorize" && System.Text.Encoding.UTF8.GetString(one.Body).Contains("SessionId", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_player_without_a_profile_gets_the_page_that_makes_one_and_nobody_else_does()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        LogRecorder logs = new();
        EventRecorder events = new();
        using Overheard overheard = new();
        IHost host = await world.StartApplicationAsync(
            app => app.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace), static one => one.TitleId = BrowserWorld.TitleId, family => family.AddEventSink(events));
        world.Emulator.Faults.Add(NoProfile());
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => host.Services.GetRequiredService<IXboxAuth>().SignInByBrowserAsync());

        Assert.Equal(("2148916233", SignUp, false), (error.Code, error.HelpUri?.OriginalString, error.IsDevice));
        string[] seen = [error.ToString(), error.Message, error.UserMessage, .. logs.Lines, .. overheard.Texts, .. events.All.Select(static one => one.ToString()!)];
        Assert.NotEmpty(logs.Lines);
        Assert.All(seen, static text => Assert.DoesNotContain("canary", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_of_another_host_is_not_handed_on()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenBrowserAsync();
        world.Emulator.Faults.Add(NoProfile("https://evil.example/signup?sig=canary"));
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => xbox.SignInByBrowserAsync());
        Assert.Equal("https://start.ui.xboxlive.com/CreateAccount", error.HelpUri?.OriginalString);
    }

    private static Fault NoProfile(string page = SignUp) => new()
    {
        At = "sisu.authorize",
        Status = 401,
        Body = $$"""{"WebPage":"{{page}}"}""",
        ContentType = "application/json",
        Headers = new Dictionary<string, string> { ["X-Err"] = "2148916233", ["X-SessionId"] = "canary-of-a-session" },
    };
}
