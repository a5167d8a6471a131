using GameAuth.Psn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Psn;

/// <summary>An npsso is pasted once; then one token serves all callers.</summary>
internal static class SignInAct
{
    public static async Task<PsnAccount> RunAsync(TourScene scene, IHost app, CancellationToken cancellationToken)
    {
        PsnAccount me = await app.Services.GetRequiredService<IPsnAuth>().SignInAsync(PsnSignIn.Npsso(scene.Prompt), cancellationToken);
        scene.Report.Done("Sign in", $"{me.OnlineId} as {me.Id}, by npsso and code, until {me.SignInExpiresAt:d}");
        PsnTrophySummary summary = await me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken);
        List<PsnTrophyTitle> titles = await me.Trophies.ListTitlesAsync(cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        scene.Report.Check(
            titles.Count > 0 && titles.Sum(static title => title.Earned.Total) == summary.Earned.Total,
            "Trophies", $"level {summary.Level}, {summary.Earned.Total} trophies in {titles.Count} titles");

        int before = scene.Count(PsnCount.SignIn);
        int sent = scene.Count(PsnCount.Summary);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken)));
        sent = scene.Count(PsnCount.Summary) - sent;
        scene.Report.Check(
            scene.Count(PsnCount.SignIn) == before && sent < 8, "Eight callers", $"one cached token, no call to the host of sign-ins; equal reads at a time were one request ({sent} in all)");
        return me;
    }
}
