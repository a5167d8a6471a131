using GameAuth;
using GameAuth.Emulator;
using GameAuth.Xbox;
using Microsoft.Extensions.Hosting;

namespace Tour;

/// <summary>The main job on Xbox Live: sign in, call, restart without a prompt, refresh, sign out.</summary>
internal sealed class XboxTour(TourReport report)
{
    private readonly TourClock _clock = new();
    private readonly TourPrompt _prompt = new(report);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(
                new EmulatorOptions { TimeProvider = _clock, Xbox = { PollInterval = TimeSpan.FromSeconds(1) } }, cancellationToken);
            report.Done("Emulator", $"{emulator.Hosts.Count} Xbox hosts on loopback");
            using TourStage stage = new(emulator, _clock);
            await SignInAsync(stage, emulator, cancellationToken);
            await RestartAsync(stage, emulator, cancellationToken);
            Summarize(emulator);
        }
        catch (GameAuthException error)
        {
            report.Failed(error.Step ?? "tour", $"{error.Message} [{error.UserMessage}]");
        }

        return report.Failures == 0 ? 0 : 1;
    }

    private async Task SignInAsync(TourStage stage, GameAuthEmulator emulator, CancellationToken cancellationToken)
    {
        using IHost app = await stage.StartApplicationAsync(cancellationToken);
        XboxAccount me = await TourStage.Xbox(app).SignInAsync(XboxSignIn.DeviceCode(_prompt), cancellationToken);
        report.Done("Sign in", $"{me.Gamertag} as {me.Id}, by device code, device token, SISU and XSTS");
        await ShowProfileAsync("API call", me, cancellationToken);

        int before = AuthCalls(emulator);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => me.GetProfileAsync(cancellationToken)));
        report.Check(AuthCalls(emulator) == before, "Eight callers", "one cached token, no call to an authentication host");
        await app.StopAsync(cancellationToken);
    }

    private async Task RestartAsync(TourStage stage, GameAuthEmulator emulator, CancellationToken cancellationToken)
    {
        using IHost app = await stage.StartApplicationAsync(cancellationToken);
        int before = AuthCalls(emulator);
        XboxAccount me = await TourStage.Xbox(app).FindAsync(cancellationToken: cancellationToken)
            ?? throw new IllegalStepException("The account is not in the store after the restart.") { Step = "restart" };
        await ShowProfileAsync("Restart", me, cancellationToken);
        report.Check(_prompt.Asked == 1 && AuthCalls(emulator) == before, "No prompt", "the sealed store had everything; no call to an authentication host");

        await RefreshAsync(me, emulator, cancellationToken);
        await me.SignOutAsync(cancellationToken);
        bool gone = await TourStage.Xbox(app).FindAsync(cancellationToken: cancellationToken) is null;
        report.Check(gone, "Sign out", "the account's tokens are deleted; the device identity stays");
        await app.StopAsync(cancellationToken);
    }

    private async Task RefreshAsync(XboxAccount me, GameAuthEmulator emulator, CancellationToken cancellationToken)
    {
        _clock.SetAhead(TimeSpan.FromHours(20));
        (int xsts, int refreshes) = (emulator.Log.Count("xsts.authorize"), emulator.Log.Count("login.refresh"));
        await ShowProfileAsync("20 hours later", me, cancellationToken);
        report.Check(
            emulator.Log.Count("xsts.authorize") == xsts + 1 && emulator.Log.Count("login.refresh") == refreshes,
            "Re-mint", "the XSTS token had expired: one XSTS call, and no refresh token spent");

        _clock.SetAhead(TimeSpan.FromDays(15));
        await ShowProfileAsync("15 days later", me, cancellationToken);
        report.Check(
            emulator.Log.Count("login.refresh") == refreshes + 1,
            "Refresh", "everything had expired: one refresh, its new token saved before it was used");
    }

    private async Task ShowProfileAsync(string step, XboxAccount me, CancellationToken cancellationToken)
    {
        XboxProfile profile = await me.GetProfileAsync(cancellationToken);
        report.Done(step, $"{profile.Gamertag} has a gamerscore of {profile.Gamerscore}");
    }

    private void Summarize(GameAuthEmulator emulator)
    {
        IReadOnlyList<EmulatorEvent> events = emulator.Log.Events;
        int bad = events.Count(one => one.Signature is SignatureVerdict.Bad or SignatureVerdict.Stale);
        report.Check(bad == 0, "Signatures", $"{events.Count(one => one.Signature is SignatureVerdict.Verified)} verified by the emulator, {bad} refused");
        report.Summary(
        [
            ("prompts", $"{_prompt.Asked}"),
            ("requests", $"{events.Count}"),
            ("refreshes", $"{emulator.Log.Count("login.refresh")}"),
            ("API calls", $"{emulator.Log.Count("profile.settings")}"),
            ("failures", $"{report.Failures}"),
        ]);
    }

    private static int AuthCalls(GameAuthEmulator emulator) =>
        emulator.Log.Events.Count(one => one.RefersTo is null && !one.Step.StartsWith("profile.", StringComparison.Ordinal));
}
