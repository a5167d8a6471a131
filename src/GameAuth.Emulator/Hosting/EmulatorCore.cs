namespace GameAuth.Emulator.Hosting;

/// <summary>What all providers of one emulator share.</summary>
internal sealed record EmulatorCore(
    EmulatorClock Clock, EmulatorLog Log, FaultPlan Faults, SignInQueue SignIns, IReadOnlyList<EmulatedPlayer> Players)
{
    /// <summary>Guards what the providers remember; requests take effect one after the other.</summary>
    public Lock State { get; } = new();

    public EmulatedPlayer? PlayerCalled(string? gamertag) =>
        gamertag is null ? null : Players.FirstOrDefault(player => player.IsCalled(gamertag));

    /// <summary>A script that names a person of another provider means the first player here.</summary>
    public EmulatedPlayer PlayerOf(SignInScript script) => PlayerCalled(script.Player) ?? Players[0];
}
