using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests;

public sealed class A_whole_sign_in
{
    [Fact]
    public async Task Goes_from_device_code_over_sisu_to_the_profile()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync();
        using WireClient client = new(emulator);

        WireAnswer sisu = await client.SisuSignInAsync();
        Assert.Equal(HttpStatusCode.OK, sisu.Status);
        JsonNode token = sisu.Json["AuthorizationToken"]!;
        WireAnswer profile = await client.GetProfileAsync("/users/me/profile/settings?settings=Gamertag,Gamerscore", token.AuthorizationHeader());

        Assert.Equal(HttpStatusCode.OK, profile.Status);
        JsonNode user = profile.Json["profileUsers"]![0]!;
        Assert.Equal(EmulatedPlayer.Default.Xuid, user["id"]!.GetValue<string>());
        Assert.Equal("4242", user["settings"]![1]!["value"]!.GetValue<string>());
    }

    [Fact]
    public async Task Goes_over_the_separate_hosts_to_an_xsts_token_for_another_relying_party()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync();
        using WireClient client = new(emulator);

        string ticket = "t=" + (await client.SignInAsync())["access_token"];
        string device = (await client.DeviceAsync())["Token"];
        string user = (await client.UserAsync(ticket))["Token"];
        WireAnswer title = await client.TitleAsync(ticket, device);
        WireAnswer xsts = await client.XstsAsync(XboxFlow.XstsBody(user, device, title["Token"], "rp://api.minecraftservices.com/"));

        Assert.Equal(HttpStatusCode.OK, xsts.Status);
        JsonObject claims = xsts.Json["DisplayClaims"]!["xui"]![0]!.AsObject();
        Assert.Equal(["uhs"], claims.Select(claim => claim.Key));
    }

    [Fact]
    public async Task Leaves_a_log_in_which_every_signature_is_verified()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync();
        using WireClient client = new(emulator);

        await client.SisuSignInAsync();

        Assert.Equal(["login.connect", "login.poll", "login.poll", "device.authenticate", "sisu.authorize"], emulator.Log.Events.Select(one => one.Step));
        Assert.All(emulator.Log.Events.Skip(3), one => Assert.Equal(SignatureVerdict.Verified, one.Signature));
        Assert.Equal(["user", "title", "xsts"], emulator.Log.Of("sisu.authorize").Single().Issued.Select(token => token.Kind));
        Assert.Equal(["device", "msa_access"], emulator.Log.Of("sisu.authorize").Single().Spent.Select(token => token.Kind));
    }
}
