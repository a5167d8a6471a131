using System.Text.RegularExpressions;
using GameAuth.Interop.Processes;

namespace GameAuth.Interop;

/// <summary>The console samples as a user runs them, on the embedded emulator.</summary>
public sealed partial class The_samples_run
{
    [Theory]
    [InlineData("XboxConsole", "has a gamerscore of", "--emulator")]
    [InlineData("XboxConsole", "has a gamerscore of", "--emulator", "--browser")]
    [InlineData("XboxConsole", "Emulated Quest", "titles", "--emulator")]
    [InlineData("XboxConsole", "A secret", "achievements", "--emulator", "--once")]
    [InlineData("XboxConsole", "Friend", "friends", "--emulator")]
    [InlineData("MinecraftLauncher", "plays Minecraft: Java Edition as EmuPlayer1", "java", "--emulator")]
    [InlineData("MinecraftLauncher", "A chain of 2 certificates", "bedrock", "--emulator")]
    [InlineData("PsnTrophies", "Emulated Odyssey", "--emulator")]
    [InlineData("PsnTrophies", "Nobody is signed in.", "sign-out", "--emulator")]
    [InlineData("Pd2Trade", "Emulated Band (of Ice)", "--emulator", "--search", "blade")]
    [InlineData("Pd2Trade", "Up for sale", "sell", "charm", "obo", "--emulator")]
    [InlineData("DiscordConsole", "is signed out.", "--emulator")]
    [InlineData("DiscordConsole", "Nobody is signed in.", "sign-out", "--emulator")]
    [InlineData("HytaleGateway", "All as it should be.")]
    [InlineData("SessionServer", "All as it should be.")]
    [InlineData("SessionServer", "All as it should be.", "--provider", "discord")]
    [InlineData("Tour", "failures 0")]
    [InlineData("Tour", "failures 0", "--provider", "hytale")]
    [InlineData("Tour", "failures 0", "--provider", "psn")]
    [InlineData("Tour", "failures 0", "--provider", "pd2")]
    [InlineData("Tour", "failures 0", "--provider", "discord")]
    public async Task And_end_well(string sample, string shown, params string[] arguments)
    {
        using SampleProcess process = SampleProcess.Start(sample, arguments);
        int code = await process.EndAsync();
        Assert.Contains(shown, process.Output, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [SignalFact]
    public async Task Achievements_are_told_of_as_they_are_unlocked_until_somebody_interrupts()
    {
        using SampleProcess process = SampleProcess.Start("XboxConsole", "achievements", "--emulator");
        await process.WaitForAsync(static line => line.StartsWith("Listening", StringComparison.Ordinal));
        Assert.DoesNotContain("Milestone 5 (25)", process.Output, StringComparison.Ordinal);
        await process.WaitForAsync(static line => Unlock().IsMatch(line));

        // SIGTERM as Ctrl+C: a child of a background job ignores SIGINT, and both end the program the same way.
        process.Signal("TERM");
        Assert.Equal(0, await process.EndAsync());
        Assert.EndsWith("No longer listening.", process.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [SignalFact]
    public async Task A_player_is_followed_until_somebody_interrupts()
    {
        using SampleProcess process = SampleProcess.Start("PsnTrophies", "--emulator", "--follow", "EmuSilver");
        await process.WaitForAsync(static line => line.StartsWith("Following EmuSilver", StringComparison.Ordinal));
        await process.WaitForAsync(static line => line.EndsWith("EmuSilver plays Emulated Odyssey on PS5", StringComparison.Ordinal));
        process.Signal("TERM");
        Assert.Equal(0, await process.EndAsync());
        Assert.EndsWith("No longer following.", process.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [SignalFact]
    public async Task Offers_and_messages_are_told_of_until_somebody_interrupts()
    {
        using SampleProcess process = SampleProcess.Start("Pd2Trade", "--emulator", "--follow");
        await process.WaitForAsync(static line => line.Contains("an offer for", StringComparison.Ordinal));
        await process.WaitForAsync(static line => line.Contains("a message: Still there?", StringComparison.Ordinal));
        process.Signal("TERM");
        Assert.Equal(0, await process.EndAsync());
        Assert.EndsWith("No longer following.", process.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("XboxConsole")]
    [InlineData("PsnTrophies")]
    public async Task Without_a_client_id_they_say_what_to_do(string sample)
    {
        using SampleProcess process = SampleProcess.Start(sample);
        int code = await process.EndAsync();
        Assert.Contains("ClientId is missing", process.Output, StringComparison.Ordinal);
        Assert.Equal(2, code);
    }

    [GeneratedRegex(@"\d  Milestone \d+ \(\d+\)$")]
    private static partial Regex Unlock();
}
