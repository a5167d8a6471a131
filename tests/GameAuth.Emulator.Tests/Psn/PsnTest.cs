using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn;

/// <summary>An emulator that serves PlayStation Network alone.</summary>
public abstract class PsnTest : EmulatorTest
{
    protected sealed override void Configure(EmulatorOptions options)
    {
        options.Providers.Add("psn");
        Configure(options, options.Psn);
    }

    protected virtual void Configure(EmulatorOptions options, PsnEmulatorOptions psn)
    {
        // Most tests want the strict defaults.
    }

    private protected string Npsso => Emulator.Psn.NpssoOf("EmuTrophies");

    private protected Task<WireAnswer> SignInAsync() => Client.PsnSignInAsync(Npsso);

    private protected async Task<string> AccessAsync() => (await SignInAsync())["access_token"];

    private protected async Task<WireAnswer> GetAsync(string target, string host = PsnFlow.Api) => await Client.PsnGetAsync(host, target, await AccessAsync());

    private protected string? LastNote => Emulator.Log.Events[^1].Note;
}
