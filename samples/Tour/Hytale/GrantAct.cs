using GameAuth.Emulator;
using GameAuth.Hytale;

namespace Tour.Hytale;

/// <summary>The grant's access token ends, by its time or by the service's whim; its refresh token is spent once each time.</summary>
internal static class GrantAct
{
    public static async Task RunAsync(TourScene scene, HytaleAccount me, CancellationToken cancellationToken)
    {
        // More than an hour after the sign-in, so that the limits are as good as new, too.
        scene.Clock.SetAhead(TimeSpan.FromMinutes(10));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => me.GetProfilesAsync(cancellationToken)));
        scene.Report.Check(
            scene.Count(HytaleCount.Refresh) == 1, "Refresh", "the access token had expired: one refresh for four callers, its new token saved before it was used");

        int before = scene.Count(HytaleCount.Profiles);
        scene.Emulator.Hytale.ExpireNow(HytaleTokenKind.Access);
        await me.GetProfilesAsync(cancellationToken);
        scene.Report.Check(
            (scene.Count(HytaleCount.Refresh), scene.Count(HytaleCount.Profiles)) == (2, before + 2),
            "Refused token", "a 401 before its time: one refresh, and the call was made once more");
    }
}
