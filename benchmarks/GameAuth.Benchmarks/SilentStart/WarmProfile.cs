using System.Text.Json;
using GameAuth.Benchmarks.Store;
using GameAuth.Emulator;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>A player who is signed in on disk, to us and to the peer, at an emulator that is gone before anything of ours is measured: a call to it would fail.</summary>
internal sealed class WarmProfile : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public string Path => _directory.Path;

    /// <summary>Signs in.</summary>
    /// <param name="provider">At which provider.</param>
    /// <param name="peer">Fills the peer's cache too.</param>
    public static async Task<WarmProfile> CreateAsync(SilentProvider provider, bool peer)
    {
        WarmProfile profile = new();
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(provider.NewEmulator());
        await File.WriteAllTextAsync(SilentRound.SettingsIn(profile.Path), JsonSerializer.Serialize(emulator.Configuration));
        await using (GameAuthClient client = await new SilentRound(provider, profile.Path).OpenAsync())
        {
            await provider.SignInAsync(client.Services, emulator);
        }

        if (peer)
        {
            await provider.Peer.FillAsync(profile.Path, emulator);
        }

        return profile;
    }

    public void Dispose() => _directory.Dispose();
}
