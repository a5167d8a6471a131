using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

/// <summary>An emulator that serves Discord alone.</summary>
public abstract class DiscordTest : EmulatorTest
{
    protected sealed override void Configure(EmulatorOptions options)
    {
        options.Providers.Add("discord");
        Configure(options, options.Discord);
    }

    protected virtual void Configure(EmulatorOptions options, DiscordEmulatorOptions discord)
    {
        // Most tests want the strict defaults.
    }

    /// <summary>From an Activity's code to tokens.</summary>
    private protected async Task<WireAnswer> SignInAsync(string username = "emunova", string scope = "identify") =>
        await Client.DiscordCodeAsync(Emulator.Discord.CreateActivityCode(username, scope));

    private protected string? LastNote => Emulator.Log.Events[^1].Note;
}
