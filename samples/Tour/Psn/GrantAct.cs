using GameAuth;
using GameAuth.Emulator;
using GameAuth.Psn;

namespace Tour.Psn;

/// <summary>The access token ends, by its time or by the service's whim; each refresh token is spent once, and the end of the sign-in stays where it is.</summary>
internal static class GrantAct
{
    public static async Task RunAsync(TourScene scene, PsnAccount me, CancellationToken cancellationToken)
    {
        DateTimeOffset? end = me.SignInExpiresAt;
        int before = scene.Count(PsnCount.Summary);
        scene.Emulator.Psn.ExpireNow(PsnTokenKind.Access);
        await me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken);
        scene.Report.Check(
            (scene.Count(PsnCount.Refresh), scene.Count(PsnCount.Summary)) == (1, before + 2),
            "Refused token", "a 401 before its time: one refresh, and the call was made once more");

        scene.Clock.SetAhead(TimeSpan.FromHours(2));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken)));
        scene.Report.Check(scene.Count(PsnCount.Refresh) == 2, "Refresh", "the access token had expired: one refresh for four callers, its new token saved before it was used");

        scene.Clock.SetAhead(TimeSpan.FromHours(2));
        scene.Emulator.Faults.Add(new Fault { At = PsnCount.Refresh, Status = 500, Body = "<html></html>", ContentType = "text/html" });
        bool failed = await FailsAsync(() => me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken));
        scene.Clock.SetAhead(TimeSpan.FromMinutes(1));
        await me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken);
        scene.Report.Check(
            failed && scene.Count(PsnCount.Refresh) == 4 && me.Status is AccountStatus.Active, "Failed refresh", "a page in its place ended no sign-in, and was not answered with a burst: the next try was a minute later");
        scene.Report.Check(
            end is { } was && me.SignInExpiresAt is { } now && (now - was).Duration() < TimeSpan.FromSeconds(5), "End", $"the sign-in still ends on {me.SignInExpiresAt:d}: no refresh moves it");
    }

    private static async Task<bool> FailsAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (ProviderException failure)
        {
            return failure.IsTransient;
        }
    }
}
