using GameAuth.Pd2;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Pd2;

/// <summary>Days later the application starts again over the same store; its first call renews the token. In the end it signs out.</summary>
internal static class RestartAct
{
    public static async Task RunAsync(TourScene scene, CancellationToken cancellationToken)
    {
        scene.Clock.SetAhead(TimeSpan.FromDays(4));
        using IHost app = await scene.Stage.StartApplicationAsync(cancellationToken);
        IPd2Auth pd2 = app.Services.GetRequiredService<IPd2Auth>();
        int logins = scene.Emulator.Pd2.Calls.GetValueOrDefault(Pd2Count.Login);
        Pd2Account me = await pd2.SignInAsync(Pd2SignIn.Paste(scene.Prompt), cancellationToken);
        bool isSilent = scene.Emulator.Pd2.Calls.GetValueOrDefault(Pd2Count.Login) == logins && scene.Prompt.Asked == 1;
        scene.Report.Check(isSilent, "Restart", "the sealed store had everything: no prompt and no call");
        DateTimeOffset? end = me.SignInExpiresAt;
        await me.Listings.ListOwnAsync(cancellationToken).ToListAsync(cancellationToken);
        scene.Report.Check(me.SignInExpiresAt > end + TimeSpan.FromDays(3), "Renewal", $"the token was half-way to its end and was renewed by itself, until {me.SignInExpiresAt:d}");

        await me.SignOutAsync(cancellationToken);
        bool isGone = await pd2.FindAsync(cancellationToken: cancellationToken) is null;
        scene.Report.Check(isGone, "Sign out", "the account's tokens are deleted");
        await app.StopAsync(cancellationToken);
    }
}
