using GameAuth;
using GameAuth.Emulator;

namespace Tour;

/// <summary>Runs a tour on an emulator of its own, and says how it went.</summary>
internal static class TourGuide
{
    /// <returns>The exit code: 0 when every step held.</returns>
    public static async Task<int> RunAsync(ITour tour, TourReport report, CancellationToken cancellationToken)
    {
        try
        {
            TourClock clock = new();
            EmulatorOptions options = new() { TimeProvider = clock, Providers = { tour.Provider } };
            tour.Configure(options);
            await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options, cancellationToken);
            report.Done("Emulator", $"{emulator.Hosts.Count} hosts of {tour.Provider} on loopback");
            using TourStage stage = new(emulator, clock, tour.AddTo);
            await tour.ShowAsync(new TourScene(report, new TourPrompt(report), clock, emulator, stage), cancellationToken);
        }
        catch (GameAuthException error)
        {
            report.Failed(error.Step ?? "tour", $"{error.Message} [{error.UserMessage}]");
        }
        catch (InvalidOperationException error)
        {
            report.Failed("tour", error.Message);
        }
        catch (TimeoutException)
        {
            report.Failed("tour", "what was waited for did not happen in time");
        }

        return report.Failures == 0 ? 0 : 1;
    }
}
