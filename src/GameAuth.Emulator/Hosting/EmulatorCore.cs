namespace GameAuth.Emulator.Hosting;

/// <summary>What all providers of one emulator share.</summary>
internal sealed record EmulatorCore(
    EmulatorClock Clock, EmulatorLog Log, FaultPlan Faults, SignInQueue SignIns, IReadOnlyList<EmulatedPlayer> Players)
{
    /// <summary>Guards what the providers remember; requests take effect one after the other.</summary>
    public Lock State { get; } = new();

    public EmulatedPlayer? PlayerCalled(string? gamertag) =>
        gamertag is null ? null : Players.FirstOrDefault(player => player.IsCalled(gamertag));

    public EmulatedPlayer PlayerOf(SignInScript script) =>
        script.Player is null ? Players[0] : Players.First(player => player.IsCalled(script.Player));
}
