using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

public class SignInTests
{
    [Fact]
    public async Task A_device_code_sign_in_ends_with_a_profile()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        XboxProfile profile = await me.GetProfileAsync();

        EmulatedPlayer player = world.Emulator.Players[0];
        Assert.Equal((player.Gamertag, player.Xuid), (me.Gamertag, me.Xuid));
        Assert.Equal((player.Xuid, player.Gamertag, player.Gamerscore), (profile.Xuid, profile.Gamertag, profile.Gamerscore));
        foreach (EmulatorEvent one in world.Emulator.Log.Events)
            Console.WriteLine(one.Step + " " + one.Status + " " + one.Signature + " " + one.ContractVersion + " " + one.Note + " " + one.SignatureDetail);
        foreach (var pair in world.Emulator.Configuration)
            Console.WriteLine(pair);
    }
}
