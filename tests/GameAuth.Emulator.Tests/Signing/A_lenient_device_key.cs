using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Signing;

public sealed class A_lenient_device_key : EmulatorTest
{
    protected override void Configure(EmulatorOptions options) => options.Xbox.DeviceKey = DeviceKeyBinding.Lenient;

    [Fact]
    public async Task Lets_another_proof_key_in_and_says_so()
    {
        using WireKey other = new();
        string access = (await Client.SignInAsync())["access_token"];
        string device = (await Client.DeviceAsync())["Token"];

        WireAnswer answer = await Client.SisuAsync(access, device, other);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("lenient", Emulator.Log.Events[^1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Still_refuses_a_signature_that_no_key_made()
    {
        using WireKey other = new();
        string access = (await Client.SignInAsync())["access_token"];
        string device = (await Client.DeviceAsync())["Token"];

        WireAnswer answer = await Client.PostAsync("sisu.xboxlive.com", "/authorize", XboxFlow.SisuBody(access, device, Client.Key.Jwk), key: other);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }
}
