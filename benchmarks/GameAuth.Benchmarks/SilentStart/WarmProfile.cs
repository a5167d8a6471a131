using System.Text.Json;
using GameAuth.Benchmarks.Store;
using GameAuth.Emulator;
using GameAuth.Xbox;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>A player who is signed in on disk, to us and to the peer, at an emulator that is gone before anything is measured: a call to it would fail.</summary>
internal sealed class WarmProfile : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public string Path => _directory.Path;

    /// <summary>Signs in.</summary>
    /// <param name="peer">Fills the peer's cache too.</param>
    public static async Task<WarmProfile> CreateAsync(bool peer)
    {
        WarmProfile profile = new();
        EmulatorOptions options = new();
        options.Xbox.PollInterval = TimeSpan.FromSeconds(1);
        options.SignIns.Add(new SignInScript { AfterPolls = 0 });
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
        await File.WriteAllTextAsync(System.IO.Path.Combine(profile.Path, SilentRound.Settings), JsonSerializer.Serialize(emulator.Configuration));
        await using (GameAuthClient client = await SilentRound.OpenAsync(profile.Path, SilentRound.ReadSettings(profile.Path)))
        {
            await client.Get<IXboxAuth>().SignInAsync(XboxSignIn.DeviceCode(new NobodysPrompt()));
        }

        if (peer)
        {
            await PeerProcess.FillAsync(profile.Path, emulator);
        }

        return profile;
    }

    public void Dispose() => _directory.Dispose();

    private sealed class NobodysPrompt : ISignInPrompt
    {
        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new((Secret?)null);
    }
}
