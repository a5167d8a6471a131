using GameAuth;
using GameAuth.Hytale;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tour.Hytale;

/// <summary>A code is shown once; then one token serves all callers, as far as the limits go.</summary>
internal static class SignInAct
{
    private const int ListsAnHour = 20;

    public static async Task<HytaleAccount> RunAsync(TourScene scene, IHost app, CancellationToken cancellationToken)
    {
        HytaleAccount me = await app.Services.GetRequiredService<IHytaleAuth>().SignInAsync(HytaleSignIn.DeviceCode(scene.Prompt), cancellationToken);
        scene.Report.Done("Sign in", $"{me.DisplayName} as {me.Id}, by device code");
        IReadOnlyList<HytaleProfile> profiles = await me.GetProfilesAsync(cancellationToken);
        scene.Report.Check(profiles.Count > 0, "Profiles", string.Join(", ", profiles.Select(static one => one.Username)));

        int before = scene.Count(HytaleCount.SignIn);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => me.GetProfilesAsync(cancellationToken)));
        scene.Report.Check(scene.Count(HytaleCount.SignIn) == before, "Eight callers", "one cached token, no call to the host of sign-ins");
        await MeetLimitAsync(scene, me, cancellationToken);
        return me;
    }

    private static async Task MeetLimitAsync(TourScene scene, HytaleAccount me, CancellationToken cancellationToken)
    {
        try
        {
            while (scene.Count(HytaleCount.Profiles) <= ListsAnHour)
            {
                await me.GetProfilesAsync(cancellationToken);
            }

            scene.Report.Failed("Limit", $"{scene.Count(HytaleCount.Profiles)} lists of profiles went out in an hour");
        }
        catch (ThrottledException throttled)
        {
            scene.Report.Check(
                !throttled.WasSent && scene.Count(HytaleCount.Profiles) == ListsAnHour,
                "Limit", $"{ListsAnHour} lists of profiles an hour; one more was refused here until {throttled.RetryAt.ToLocalTime():g}, and not sent");
        }
    }
}
