using GameAuth;
using GameAuth.Emulator;
using GameAuth.Psn;

namespace Tour.Psn;

/// <summary>The moods of the API: a lost connection, a limit that names its end, and the page that its edge puts in the way.</summary>
internal static class FaultAct
{
    public static async Task RunAsync(TourScene scene, PsnAccount me, CancellationToken cancellationToken)
    {
        int before = scene.Count(PsnCount.Summary);
        scene.Emulator.Faults.Add(Fault.DropBefore(PsnCount.Summary));
        await me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken);
        scene.Report.Check(scene.Count(PsnCount.Summary) == before + 2, "Lost connection", "a read was made once more, with a new id");

        scene.Emulator.Faults.Add(Fault.TooManyRequests(PsnCount.Summary, TimeSpan.FromMinutes(16)));
        await MeetAsync(scene, "Limit", PsnCount.Summary, me.Trophies.GetSummaryAsync, me.Trophies.GetSummaryAsync, cancellationToken);
        scene.Clock.SetAhead(TimeSpan.FromMinutes(17));
        await me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken);

        scene.Emulator.Faults.Add(Fault.EdgeForbidden(PsnCount.Summary));
        await MeetAsync(scene, "Page of the edge", PsnCount.Presence, me.Trophies.GetSummaryAsync, me.Presence.GetAsync, cancellationToken);
        scene.Clock.SetAhead(TimeSpan.FromMinutes(31));
        PsnPresenceRecord? presence = await me.Presence.GetAsync(cancellationToken: cancellationToken);
        scene.Report.Check(presence is { IsOnline: true }, "Half an hour later", $"{me.OnlineId} plays {(presence?.Titles is [{ Name: string title }, ..] ? title : "nothing")}");
    }

    /// <summary>The first call is refused by the service, and the next one is not sent.</summary>
    private static async Task MeetAsync<TFirst, TNext>(
        TourScene scene, string step, string counted, Func<string?, CancellationToken, Task<TFirst>> first, Func<string?, CancellationToken, Task<TNext>> next, CancellationToken cancellationToken)
    {
        ThrottledException? told = await RefusalAsync(() => first(null, cancellationToken));
        int before = scene.Count(counted);
        ThrottledException? held = await RefusalAsync(() => next(null, cancellationToken));
        scene.Report.Check(
            told is { WasSent: true } && held is { WasSent: false } && scene.Count(counted) == before,
            step, $"the service wants to be left alone until {held?.RetryAt.ToLocalTime():t}; the next call was refused here, and not sent");
    }

    private static async Task<ThrottledException?> RefusalAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (ThrottledException refusal)
        {
            return refusal;
        }
    }
}
