using GameAuth.Providers;

namespace GameAuth.Hytale.Tests.Limits;

/// <summary>An outage does not use up the hour's refreshes: a service that is good again is used within two minutes.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct, 30)]
    [InlineData(HytaleDialect.Gateway, 30)]
    [InlineData(HytaleDialect.Direct, 400)]
    public async Task An_application_that_asks_each_second_has_its_grant_two_minutes_after_the_outage(HytaleDialect dialect, int seconds)
    {
        // The limit of the profiles is no part of this: a permit that was not used goes back behind the call, and here no time passes for that.
        await using HytaleWorld world = new(dialect)
        {
            Family = static gameAuth => gameAuth.AddPaceRules(new PaceRule("hytale/profiles/*", new PaceWindow(1_000_000, TimeSpan.FromHours(1)))),
        };
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Service.Next("refresh", static () => ScriptedAnswer.Json(500, """{"error":"server_error"}"""), times: 1000);
        (int asked, bool isDone) = (0, false);
        while (!isDone && asked < seconds + 120)
        {
            if (asked++ == seconds)
            {
                world.Service.Forget("refresh");
            }

            Exception? failure = await Record.ExceptionAsync(() => me.GetProfilesAsync());
            isDone = failure is null;
            Assert.True(failure is null or ProviderException { IsTransient: true }, failure?.ToString());
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(isDone, $"Not signed in {asked - seconds} s after the service was good again.");
        Assert.True(world.Service.Count("refresh") <= 6);
    }
}
