using GameAuth.Emulator;
using GameAuth.Xbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Xbox;

/// <summary>The main job on Xbox Live: sign in, call, restart without a prompt, refresh, sign out.</summary>
internal sealed class XboxTour : ITour
{
    public string Provider => XboxDefaults.Provider;

    public void Configure(EmulatorOptions emulator) => emulator.Xbox.PollInterval = TimeSpan.FromSeconds(1);

    public void AddTo(GameAuthBuilder gameAuth) => gameAuth.AddXbox();

    public async Task ShowAsync(TourScene scene, CancellationToken cancellationToken)
    {
        await SignInAsync(scene, cancellationToken);
        await RestartAsync(scene, cancellationToken);
        Summarize(scene);
    }

    private static async Task SignInAsync(TourScene scene, CancellationToken cancellationToken)
    {
        using IHost app = await scene.Stage.StartApplicationAsync(cancellationToken);
        XboxAccount me = await Xbox(app).SignInAsync(XboxSignIn.DeviceCode(scene.Prompt), cancellationToken);
        scene.Report.Done("Sign in", $"{me.Gamertag} as {me.Id}, by device code, device token, SISU and XSTS");
        await ShowProfileAsync(scene, "API call", me, cancellationToken);

        int before = AuthCalls(scene.Emulator);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => me.GetProfileAsync(cancellationToken)));
        scene.Report.Check(AuthCalls(scene.Emulator) == before, "Eight callers", "one cached token, no call to an authentication host");
        await app.StopAsync(cancellationToken);
    }

    private static async Task RestartAsync(TourScene scene, CancellationToken cancellationToken)
    {
        using IHost app = await scene.Stage.StartApplicationAsync(cancellationToken);
        int before = AuthCalls(scene.Emulator);
        XboxAccount me = await Xbox(app).FindAsync(cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException("the account is not in the store after the restart");
        await ShowProfileAsync(scene, "Restart", me, cancellationToken);
        scene.Report.Check(scene.Prompt.Asked == 1 && AuthCalls(scene.Emulator) == before, "No prompt", "the sealed store had everything; no call to an authentication host");

        await RefreshAsync(scene, me, cancellationToken);
        await me.SignOutAsync(cancellationToken);
        bool gone = await Xbox(app).FindAsync(cancellationToken: cancellationToken) is null;
        scene.Report.Check(gone, "Sign out", "the account's tokens are deleted; the device identity stays");
        await app.StopAsync(cancellationToken);
    }

    private static async Task RefreshAsync(TourScene scene, XboxAccount me, CancellationToken cancellationToken)
    {
        scene.Clock.SetAhead(TimeSpan.FromHours(20));
        (int xsts, int refreshes) = (scene.Count("xsts.authorize"), scene.Count("login.refresh"));
        await ShowProfileAsync(scene, "20 hours later", me, cancellationToken);
        scene.Report.Check(
            scene.Count("xsts.authorize") == xsts + 1 && scene.Count("login.refresh") == refreshes,
            "Re-mint", "the XSTS token had expired: one XSTS call, and no refresh token spent");

        scene.Clock.SetAhead(TimeSpan.FromDays(15));
        await ShowProfileAsync(scene, "15 days later", me, cancellationToken);
        scene.Report.Check(
            scene.Count("login.refresh") == refreshes + 1,
            "Refresh", "everything had expired: one refresh, its new token saved before it was used");
    }

    private static async Task ShowProfileAsync(TourScene scene, string step, XboxAccount me, CancellationToken cancellationToken)
    {
        XboxProfile profile = await me.GetProfileAsync(cancellationToken);
        scene.Report.Done(step, $"{profile.Gamertag} has a gamerscore of {profile.Gamerscore}");
    }

    private static void Summarize(TourScene scene)
    {
        IReadOnlyList<EmulatorEvent> events = scene.Emulator.Log.Events;
        int bad = events.Count(one => one.Signature is SignatureVerdict.Bad or SignatureVerdict.Stale);
        scene.Report.Check(bad == 0, "Signatures", $"{events.Count(one => one.Signature is SignatureVerdict.Verified)} verified by the emulator, {bad} refused");
        scene.Report.Summary(
        [
            ("prompts", $"{scene.Prompt.Asked}"),
            ("requests", $"{events.Count}"),
            ("refreshes", $"{scene.Count("login.refresh")}"),
            ("API calls", $"{scene.Count("profile.settings")}"),
            ("failures", $"{scene.Report.Failures}"),
        ]);
    }

    private static IXboxAuth Xbox(IHost app) => app.Services.GetRequiredService<IXboxAuth>();

    private static int AuthCalls(GameAuthEmulator emulator) =>
        emulator.Log.Events.Count(one => one.RefersTo is null && !one.Step.StartsWith("profile.", StringComparison.Ordinal));
}
