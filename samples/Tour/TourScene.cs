using GameAuth.Emulator;

namespace Tour;

/// <summary>What every step has at hand.</summary>
internal sealed record TourScene(TourReport Report, TourPrompt Prompt, TourClock Clock, GameAuthEmulator Emulator, TourStage Stage)
{
    /// <summary>How many requests of these steps the emulator has seen.</summary>
    public int Count(params ReadOnlySpan<string> steps)
    {
        int count = 0;
        foreach (string step in steps)
        {
            count += Emulator.Log.Count(step);
        }

        return count;
    }
}
