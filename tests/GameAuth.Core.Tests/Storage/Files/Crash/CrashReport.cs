namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>What an exploration saw.</summary>
/// <param name="Moments">Crash points.</param>
/// <param name="States">Different disks with different promises, each of which was opened and checked.</param>
/// <param name="Faults">What was wrong, with the way there.</param>
internal sealed record CrashReport(int Moments, int States, IReadOnlyList<string> Faults);
