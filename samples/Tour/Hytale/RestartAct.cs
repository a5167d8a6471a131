using GameAuth;
using GameAuth.Hytale;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Hytale;

/// <summary>The application starts again over the same store, and signs out in the end.</summary>
internal static class RestartAct
{
    public static async Task RunAsync(TourScene scene, CancellationToken cancellationToken)
    {
        using IHost app = await scene.Stage.StartApplicationAsync(cancellationToken);
        IHytaleAuth hytale = app.Services.GetRequiredService<IHytaleAuth>();
        int before = scene.Count(HytaleCount.SignIn);
        HytaleAccount me = await hytale.SignInAsync(HytaleSignIn.DeviceCode(scene.Prompt), cancellationToken);
        HytaleGameSession session = await me.CreateGameSessionAsync(Guid.Parse(scene.Emulator.Hytale.Accounts[0].Profiles[^1].Uuid), cancellationToken);
        scene.Report.Check(session.State is ResourceState.Live, "Restart", $"{me.DisplayName} has a game session for {session.ProfileId}");
        scene.Report.Check(
            scene.Prompt.Asked == 1 && scene.Count(HytaleCount.SignIn) == before, "No prompt", "the sealed store had everything; no call to the host of sign-ins");

        await me.SignOutAsync(cancellationToken);
        bool gone = await hytale.FindAsync(cancellationToken: cancellationToken) is null;
        scene.Report.Check(
            gone && scene.Emulator.Hytale.Sessions.Count == 0 && session.State is ResourceState.Ended,
            "Sign out", "the game session is ended, and the account's tokens are deleted");
        await app.StopAsync(cancellationToken);
    }
}
