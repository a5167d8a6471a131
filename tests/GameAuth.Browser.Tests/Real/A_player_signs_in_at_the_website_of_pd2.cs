using GameAuth.Emulator;
using GameAuth.Pd2;
using GameAuth.ProviderContract;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Browser.Tests.Real;

/// <summary>The whole way of a website token: the emulator's login page with its strict policy, the browser, the account, and the login of the account's socket.</summary>
public sealed class A_player_signs_in_at_the_website_of_pd2 : IDisposable
{
    // What each website token of the emulator begins with: the header of a JWT.
    private const string AnyToken = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

    private readonly Chromium _chromium = new();

    public void Dispose() => _chromium.Dispose();

    [ChromiumTheory]
    [InlineData(Pd2LoginStyle.Page)]
    [InlineData(Pd2LoginStyle.Popup)]
    public async Task On_its_page_or_in_its_popup(Pd2LoginStyle style)
    {
        EmulatorOptions options = new() { Providers = { Pd2Defaults.Provider } };
        (options.Pd2.LoginStyle, options.Pd2.TokenDelay) = (style, TimeSpan.FromMilliseconds(100));
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
        using LogRecorder logs = new();
        using IHost host = await StartAsync(emulator, logs);
        AnswerRecorder prompt = new(_chromium.Prompt());
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        Task<Pd2Account> signIn = host.Services.GetRequiredService<IPd2Auth>().SignInAsync(Pd2SignIn.Browser(prompt), patience.Token);
        HashSet<string> commandLines = new(StringComparer.Ordinal);
        while (!signIn.IsCompleted)
        {
            commandLines.UnionWith(_chromium.CommandLines());
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        Pd2Account me = await signIn;
        await _chromium.NothingIsLeftAsync();
        Assert.StartsWith(AnyToken, prompt.Answer, StringComparison.Ordinal);
        Assert.Equal((EmulatedPd2Player.Default.Username, AccountStatus.Active), (me.Username, me.Status));
        Assert.Equal("emutrader@example.test", (await me.GetProfileAsync()).Email);
        Assert.NotEmpty((await me.Stash.GetAsync(new Pd2StashId("emutrader", IsHardcore: false, IsLadder: true))).Stash.Items);
        Assert.Equal(1, emulator.Pd2.Connections);
        await host.StopAsync();

        Assert.Equal(style is Pd2LoginStyle.Popup, emulator.Log.Events.Any(static one => one.Step == "pd2.popup"));
        Assert.Empty(emulator.Pd2.StrayTokens);
        Assert.NotEmpty(commandLines);
        Assert.All(commandLines, static line => Assert.False(line.Contains(AnyToken, StringComparison.Ordinal) || line.Contains("/login", StringComparison.Ordinal), line));
        Assert.NotEmpty(logs.Lines);
        Assert.All(logs.Lines, static line => Assert.DoesNotContain(AnyToken, line, StringComparison.Ordinal));
    }

    private static async Task<IHost> StartAsync(GameAuthEmulator emulator, LogRecorder logs)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(emulator);
        app.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        app.Services.AddGameAuth(static family => family.ApplicationName = "browser-tests").UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]).AddPd2();
        IHost host = app.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Hears what a prompt answers.</summary>
    private sealed class AnswerRecorder(DevToolsPrompt inner) : ISignInPrompt
    {
        public string? Answer { get; private set; }

        public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
        {
            Assert.IsType<BrowserValueChallenge>(challenge);
            Secret? answer = await inner.AskAsync(challenge, whileShown);
            Answer = answer?.Reveal();
            return answer;
        }
    }
}
