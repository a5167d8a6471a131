using GameAuth.Emulator;
using GameAuth.Hytale;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Hytale;

/// <summary>The main job on Hytale: sign in, keep a game session alive, judge tokens, restart without a prompt, sign out.</summary>
internal sealed class HytaleTour : ITour
{
    public string Provider => HytaleDefaults.Provider;

    public void Configure(EmulatorOptions emulator) => emulator.Hytale.PollInterval = TimeSpan.FromSeconds(1);

    public void AddTo(GameAuthBuilder gameAuth) => gameAuth.AddHytale();

    public async Task ShowAsync(TourScene scene, CancellationToken cancellationToken)
    {
        await FirstRunAsync(scene, cancellationToken);
        await RestartAct.RunAsync(scene, cancellationToken);
        Summarize(scene);
    }

    private static async Task FirstRunAsync(TourScene scene, CancellationToken cancellationToken)
    {
        using IHost app = await scene.Stage.StartApplicationAsync(cancellationToken);
        HytaleAccount me = await SignInAct.RunAsync(scene, app, cancellationToken);

        // Not disposed here: the stop of the host ends what is open.
        HytaleGameSession session = await SessionAct.BeginAsync(scene, me, cancellationToken);
        HytaleTokenValidator tokens = app.Services.GetRequiredService<HytaleTokenValidator>();
        await TokenAct.RunAsync(scene, session, tokens, cancellationToken);
        await SessionAct.LiveOnAsync(scene, session, cancellationToken);
        await GrantAct.RunAsync(scene, me, cancellationToken);
        await app.StopAsync(cancellationToken);
        scene.Report.Check(
            scene.Emulator.Hytale.Sessions.Count == 0 && scene.Count(HytaleCount.SessionEnd) == 1,
            "Stop", "the host ended the game session on its way out");
    }

    private static void Summarize(TourScene scene) => scene.Report.Summary(
    [
        ("prompts", $"{scene.Prompt.Asked}"),
        ("requests", $"{scene.Emulator.Log.Events.Count}"),
        ("refreshes", $"{scene.Count(HytaleCount.Refresh)}"),
        ("sessions", $"{scene.Count(HytaleCount.SessionNew)}"),
        ("renewals", $"{scene.Count(HytaleCount.SessionRefresh)}"),
        ("failures", $"{scene.Report.Failures}"),
    ]);
}

/// <summary>The steps of which the tour counts the requests, as the emulator calls them.</summary>
internal static class HytaleCount
{
    public const string Profiles = "hytale.profiles";
    public const string Refresh = "hytale.refresh";
    public const string SessionNew = "hytale.session-new";
    public const string SessionRefresh = "hytale.session-refresh";
    public const string SessionEnd = "hytale.session-end";
    public const string Keys = "hytale.jwks";

    /// <summary>All that the host of sign-ins is asked.</summary>
    public static readonly string[] SignIn = ["hytale.device-code", "hytale.poll", Refresh];
}
