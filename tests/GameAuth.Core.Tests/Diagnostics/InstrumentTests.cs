using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using GameAuth.Tests.Engine;

namespace GameAuth.Tests.Diagnostics;

/// <summary>What a dashboard shows beside a number.</summary>
public sealed class InstrumentTests : EngineTest
{
    [Fact]
    public async Task Every_instrument_says_its_unit_and_what_it_measures()
    {
        ConcurrentDictionary<string, Instrument> seen = new();
        using MeterListener listener = new() { InstrumentPublished = (instrument, _) => seen[$"{instrument.Meter.Name} {instrument.Name}"] = instrument };
        listener.Start();
        await SignInAsync(await HostAsync());
        Instrument[] ours = [.. seen.Where(static one => one.Key.StartsWith("GameAuth ", StringComparison.Ordinal)).Select(static one => one.Value)];
        Assert.Equal(
            [GameAuthTelemetry.AccountEvents, GameAuthTelemetry.PacerWaitDuration, GameAuthTelemetry.MintDuration, GameAuthTelemetry.MintRequests],
            ours.Select(static one => one.Name).Order(StringComparer.Ordinal));
        Assert.All(ours, static one => Assert.False(string.IsNullOrEmpty(one.Description) || string.IsNullOrEmpty(one.Unit), one.Name));
    }
}
