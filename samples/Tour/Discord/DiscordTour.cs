using DiscordConsole;
using GameAuth.Discord;
using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Discord;

/// <summary>The main job with Discord: sign in at the game's own backend, call it, refresh across a lost answer, be in a room while the backend restarts, restart without a prompt, sign out.</summary>
internal sealed class DiscordTour : ITour
{
    private EmulatedBackend? _backend;

    public string Provider => DiscordDefaults.Provider;

    public void Configure(EmulatorOptions emulator) => EmulatedBackend.Configure(emulator);

    public void AddTo(GameAuthBuilder gameAuth) => gameAuth.AddDiscord(options => options.Backend = _backend!.Address);

    public async Task ShowAsync(TourScene scene, CancellationToken cancellationToken)
    {
        EmulatedBrowser browser = new();
        await using EmulatedBackend backend = _backend = await EmulatedBackend.StartAsync(scene.Emulator, scene.Clock, cancellationToken);
        using (IHost app = await scene.Stage.StartApplicationAsync(cancellationToken))
        {
            DiscordAccount me = await app.Services.GetRequiredService<IDiscordAuth>().SignInAsync(DiscordSignIn.Browser(browser), cancellationToken);
            scene.Report.Done("Sign in", $"{me.DiscordId}, by Discord's page, at a backend of the game's own");
            using HttpClient client = me.CreateClient();
            scene.Report.Check(await WhoAmIAsync(client, backend, cancellationToken) == me.DiscordId, "Call", "the backend knows the player by an access token that goes to it alone");
            await RoomAct.RunAsync(scene, me, backend, cancellationToken);
            await RefreshAct.RunAsync(scene, client, backend, cancellationToken);
            await app.StopAsync(cancellationToken);
        }

        await RestartAsync(scene, browser, backend, cancellationToken);
        scene.Report.Summary([("prompts", $"{browser.Opened}"), ("codes", $"{scene.Count("discord.code")}"), ("failures", $"{scene.Report.Failures}")]);
    }

    internal static async Task<string> WhoAmIAsync(HttpClient client, EmulatedBackend backend, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await client.GetAsync(new Uri(backend.Address, "/api/me"), cancellationToken);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellationToken) : $"{answer.StatusCode}";
    }

    private static async Task RestartAsync(TourScene scene, EmulatedBrowser browser, EmulatedBackend backend, CancellationToken cancellationToken)
    {
        scene.Clock.SetAhead(TimeSpan.FromDays(2));
        using IHost app = await scene.Stage.StartApplicationAsync(cancellationToken);
        IDiscordAuth discord = app.Services.GetRequiredService<IDiscordAuth>();
        DiscordAccount me = await discord.SignInAsync(DiscordSignIn.Browser(browser), cancellationToken);
        using HttpClient client = me.CreateClient();
        scene.Report.Check(browser.Opened == 1 && await RefreshAct.CallAsync(client, backend, cancellationToken) == me.DiscordId, "Restart", "two days later the sealed store had everything: no prompt, and one refresh");
        await me.SignOutAsync(cancellationToken);
        scene.Report.Check(await discord.FindAsync(cancellationToken: cancellationToken) is null, "Sign out", "the session is over at the backend, and deleted here");
        await app.StopAsync(cancellationToken);
    }
}
