using System.Diagnostics.Metrics;
using GameAuth.Providers;
using static GameAuth.Core.Tests.Pacing.PacerFixture;

namespace GameAuth.Core.Tests.Pacing;

public sealed class PaceTelemetryTests
{
    [Fact]
    public async Task A_wait_is_measured_with_its_limit_and_without_the_accounts_key()
    {
        List<(double Seconds, string Tags)> waits = [];
        using MeterListener listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == GameAuthTelemetry.PacerWaitDuration)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            string text = string.Join(';', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
            lock (waits)
            {
                if (text.Contains("measured/", StringComparison.Ordinal))
                {
                    waits.Add((seconds, text));
                }
            }
        });
        listener.Start();
        using PacerFixture pacing = new(new PaceRule("measured/*", Window(1, 2), Window(2, 60)));
        pacing.Take(1, "measured/canary");
        await pacing.LetThroughAsync(pacing.AcquireMany(2, "measured/canary"));
        pacing.Pacer.Freeze("measured/canary", pacing.Clock.GetUtcNow().AddSeconds(100));
        await pacing.LetThroughAsync(pacing.AcquireAsync("measured/canary"));

        Assert.Equal(
            [(2.0, "scope=measured/*;limit=1 per 2 s"), (60.0, "scope=measured/*;limit=2 per 60 s"), (100.0, "scope=measured/*;limit=hold")],
            waits);
    }
}
