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
