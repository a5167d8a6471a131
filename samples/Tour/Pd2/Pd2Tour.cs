using GameAuth.Emulator;
using GameAuth.Pd2;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Pd2;

/// <summary>The main job on Project Diablo 2: sign in by the website's token, trade, hear of offers across a lost connection, restart without a prompt and renew, sign out.</summary>
internal sealed class Pd2Tour : ITour
{
    public string Provider => Pd2Defaults.Provider;

    // The tour's clock leaps by days, and the heartbeat goes over a real connection.
    public void Configure(EmulatorOptions emulator) => (emulator.Pd2.PingInterval, emulator.Pd2.PingTimeout) = (TimeSpan.FromHours(20), TimeSpan.FromHours(1));

    public void AddTo(GameAuthBuilder gameAuth) => gameAuth.AddPd2();

    public async Task ShowAsync(TourScene scene, CancellationToken cancellationToken)
    {
        Pd2Emulator service = scene.Emulator.Pd2;
        scene.Prompt.Paste = () => service.WebsiteTokenOf(service.Players[0].Username);
        using (IHost app = await scene.Stage.StartApplicationAsync(cancellationToken))
        {
            Pd2Account me = await app.Services.GetRequiredService<IPd2Auth>().SignInAsync(Pd2SignIn.Paste(scene.Prompt), cancellationToken);
            scene.Report.Done("Sign in", $"{me.Username} as {me.Id}, by the website's token, until {me.SignInExpiresAt:d}");
            await MarketAct.RunAsync(scene, me, cancellationToken);
            await PushAct.RunAsync(scene, me, cancellationToken);
            await app.StopAsync(cancellationToken);
        }

        await RestartAct.RunAsync(scene, cancellationToken);
        scene.Report.Check(service.StrayTokens.Count == 0 && service.HastyCalls == 0, "Quiet", "the website token was in the logins alone, and the game was asked no more than once a second");
        scene.Report.Summary(
        [
            ("prompts", $"{scene.Prompt.Asked}"),
            ("logins", $"{service.Calls.GetValueOrDefault(Pd2Count.Login)}"),
            ("connections", $"{scene.Count("pd2.connect")}"),
            ("failures", $"{scene.Report.Failures}"),
        ]);
    }
}

/// <summary>The calls that the tour counts, as the emulator names them.</summary>
internal static class Pd2Count
{
    public const string Login = "create security/session";
    public const string Stash = "get game/stash";
    public const string Create = "create market/listing";
}
