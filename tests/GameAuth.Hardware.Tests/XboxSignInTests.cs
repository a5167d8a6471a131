using GameAuth.Emulator;

namespace GameAuth.Hardware.Tests;

/// <summary>Xbox's whole sign-in with a key that never leaves the TPM, against the emulator, which verifies every signature with the public half.</summary>
[Collection("environment")]
public sealed class XboxSignInTests : IDisposable
{
    private const string XboxLive = "http://xboxlive.com";
    private const string Minecraft = "rp://api.minecraftservices.com/";

    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory("gameauth-tpm-");

    public void Dispose() => _store.Delete(recursive: true);

    [TpmFact]
    public async Task A_second_process_signs_with_the_key_that_the_first_one_made()
    {
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync();
        await using GameAuthEmulator emulator = await EmulatorAsync();

        Assert.Equal(["device.key_made tpm2", "device.key_opened tpm2", "token for EmuPlayer"], await RunAsync(tpm, emulator, "hardware", XboxLive));
        await tpm.FlushAsync();
        Assert.Equal(["device.key_opened tpm2", "token for EmuPlayer"], await RunAsync(tpm, emulator, "software", Minecraft));

        AssertOneKeySigned(emulator, "device.authenticate", "sisu.authorize", "xsts.authorize");
    }

    [TpmFact]
    public async Task A_key_that_an_administrator_keeps_in_the_TPM_signs_in_too()
    {
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync();
        await tpm.PersistKeyAsync("0x81000001");
        await using GameAuthEmulator emulator = await EmulatorAsync();

        Assert.Equal(
            ["device.key_made tpm2", "device.key_opened tpm2", "token for EmuPlayer"], await RunAsync(tpm, emulator, "handle:0x81000001", XboxLive));
        AssertOneKeySigned(emulator, "device.authenticate", "sisu.authorize");
    }

    [TpmFact]
    public async Task Another_machine_can_not_use_a_copied_store_and_the_first_one_still_can()
    {
        await using GameAuthEmulator emulator = await EmulatorAsync();
        await using SoftwareTpm tpm = await SoftwareTpm.StartAsync();
        await RunAsync(tpm, emulator, "hardware", XboxLive);
        await tpm.FlushAsync();

        await using (SoftwareTpm other = await SoftwareTpm.StartAsync())
        {
            string refused = Assert.Single(await RunAsync(other, emulator, "hardware", Minecraft));
            Assert.StartsWith("CredentialStoreException: The proof key of this device is in the TPM 2.0", refused, StringComparison.Ordinal);
            Assert.Contains("ForgetDeviceAsync", refused, StringComparison.Ordinal);
        }

        Assert.Equal("token for EmuPlayer", (await RunAsync(tpm, emulator, "hardware", Minecraft))[^1]);
        AssertOneKeySigned(emulator, "device.authenticate", "sisu.authorize", "xsts.authorize");
    }

    private static async Task<GameAuthEmulator> EmulatorAsync()
    {
        EmulatorOptions options = new();
        options.Players.Add(new EmulatedPlayer { Gamertag = "EmuPlayer", Xuid = "2814600000000042" });
        options.SignIns.Add(new SignInScript { AfterPolls = 0 });
        options.Xbox.PollInterval = TimeSpan.FromSeconds(1);
        return await GameAuthEmulator.StartAsync(options);
    }

    private Task<IReadOnlyList<string>> RunAsync(SoftwareTpm tpm, GameAuthEmulator emulator, string keys, string relyingParty) => HardwareHost.RunAsync(
        tpm.Tcti, [_store.FullName, keys, relyingParty, .. emulator.Configuration.Select(static pair => $"--{pair.Key}={pair.Value}")]);

    private static void AssertOneKeySigned(GameAuthEmulator emulator, params string[] steps)
    {
        EmulatorEvent[] signed = [.. emulator.Log.Events.Where(static one => one.KeyThumbprint is not null)];
        Assert.Equal(steps, signed.Select(static one => one.Step).Distinct());
        Assert.All(signed, static one => Assert.Equal(200, one.Status));
        Assert.Single(signed.Select(static one => one.KeyThumbprint).Distinct());
    }
}
