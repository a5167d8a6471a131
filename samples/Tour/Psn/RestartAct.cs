using GameAuth.Psn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Psn;

/// <summary>The application starts again over the same store, and signs out in the end.</summary>
internal static class RestartAct
{
    public static async Task RunAsync(TourScene scene, CancellationToken cancellationToken)
    {
        scene.Emulator.Psn.NoteRestart();
        using IHost app = await scene.Stage.StartApplicationAsync(cancellationToken);
        IPsnAuth psn = app.Services.GetRequiredService<IPsnAuth>();
        int before = scene.Count(PsnCount.SignIn);
        PsnAccount me = await psn.SignInAsync(PsnSignIn.Npsso(scene.Prompt), cancellationToken);
        PsnTrophySummary summary = await me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken);
        scene.Report.Done("Restart", $"{me.OnlineId} is at level {summary.Level}");
        scene.Report.Check(
            scene.Prompt.Asked == 1 && scene.Count(PsnCount.SignIn) == before, "No prompt", "the sealed store had everything; no call to the host of sign-ins");

        await me.SignOutAsync(cancellationToken);
        bool gone = await psn.FindAsync(cancellationToken: cancellationToken) is null;
        scene.Report.Check(gone, "Sign out", "the account's tokens are deleted; the id of the installation stays");
        await app.StopAsync(cancellationToken);
    }
}
