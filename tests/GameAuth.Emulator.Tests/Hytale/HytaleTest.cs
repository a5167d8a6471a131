using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

/// <summary>An emulator that serves Hytale alone.</summary>
public abstract class HytaleTest : EmulatorTest
{
    protected sealed override void Configure(EmulatorOptions options)
    {
        options.Providers.Add("hytale");
        Configure(options, options.Hytale);
    }

    protected virtual void Configure(EmulatorOptions options, HytaleEmulatorOptions hytale)
    {
        // Most tests want the defaults.
    }

    private protected async Task<string> AccessAsync() => (await Client.HytaleSignInAsync())["access_token"];

    private protected async Task<WireAnswer> SessionAsync(string profile = HytaleFlow.FirstProfile) => await Client.NewSessionAsync(await AccessAsync(), profile);

    private protected string? LastNote => Emulator.Log.Events[^1].Note;
}
