using GameAuth.Emulator;
using GameAuth.Psn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Psn;

/// <summary>The main job on the PlayStation Network: sign in, read, meet the service's moods, refresh under an end that does not move, hear what is pushed, join a party, restart without a prompt, sign out.</summary>
internal sealed class PsnTour : ITour
{
    public string Provider => PsnDefaults.Provider;

    public void Configure(EmulatorOptions emulator)
    {
        // What is not known of the live service is taken at its worst: a refresh token is good once.
        emulator.Psn.RotateRefreshTokens = true;
        emulator.Psn.Parties.Add(new EmulatedPsnParty { Name = "Emulated raid", Members = ["EmuSilver"], IsForFriends = true });
    }

    public void AddTo(GameAuthBuilder gameAuth) => gameAuth.AddPsn();

    public async Task ShowAsync(TourScene scene, CancellationToken cancellationToken)
    {
        scene.Prompt.Paste = () => scene.Emulator.Psn.NpssoOf(scene.Emulator.Psn.Players[0].OnlineId);
        await FirstRunAsync(scene, cancellationToken);
        await RestartAct.RunAsync(scene, cancellationToken);
        Summarize(scene);
    }

    private static async Task FirstRunAsync(TourScene scene, CancellationToken cancellationToken)
    {
        using IHost app = await scene.Stage.StartApplicationAsync(cancellationToken);
        PsnAccount me = await SignInAct.RunAsync(scene, app, cancellationToken);
        await FaultAct.RunAsync(scene, me, cancellationToken);
        await GrantAct.RunAsync(scene, me, cancellationToken);
        await PushAct.RunAsync(scene, me, cancellationToken);
        await PartyAct.RunAsync(scene, me, cancellationToken);
        await app.StopAsync(cancellationToken);
    }

    private static void Summarize(TourScene scene)
    {
        int problems = scene.Emulator.Psn.RepeatedIds.Count + scene.Emulator.Psn.IdProblems().Count;
        scene.Report.Check(problems == 0, "Ids", "no id came twice, a span stayed within its operation, and a trace within its run");

        // A restart is an event without a host; what goes over a socket is no request.
        int requests = scene.Emulator.Log.Events.Count(static one => one.Host.Length > 0 && one.Method is not ("PUSH" or "PING" or "MESSAGE" or "CLOSE"));
        scene.Report.Summary(
        [
            ("prompts", $"{scene.Prompt.Asked}"),
            ("requests", $"{requests}"),
            ("refreshes", $"{scene.Count(PsnCount.Refresh)}"),
            ("API calls", $"{requests - scene.Count(PsnCount.SignIn)}"),
            ("failures", $"{scene.Report.Failures}"),
        ]);
    }
}

/// <summary>The steps of which the tour counts the requests, as the emulator calls them.</summary>
internal static class PsnCount
{
    public const string Refresh = "psn.refresh";
    public const string Summary = "psn.summary";
    public const string Presence = "psn.presence";
    public const string Parties = "psn.parties";
    public const string Leave = "psn.party-leave";
    public const string PushConnect = "psn.push-connect";

    /// <summary>All that the host of sign-ins is asked.</summary>
    public static readonly string[] SignIn = ["psn.authorize", "psn.code", Refresh, "psn.sso", "psn.ssocookie"];
}
