using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;

namespace Tour;

/// <summary>What is special to the tour of one provider.</summary>
internal interface ITour
{
    /// <summary>The provider, as the emulator calls it.</summary>
    string Provider { get; }

    void Configure(EmulatorOptions emulator);

    void AddTo(GameAuthBuilder gameAuth);

    Task ShowAsync(TourScene scene, CancellationToken cancellationToken);
}

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
