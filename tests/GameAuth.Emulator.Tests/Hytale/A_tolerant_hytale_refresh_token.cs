using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_tolerant_hytale_refresh_token : HytaleTest
{
    protected override void Configure(EmulatorOptions options, HytaleEmulatorOptions hytale) => hytale.DetectRefreshTokenReuse = false;

    [Fact]
    public async Task Works_until_it_expires()
    {
        string first = (await Client.HytaleSignInAsync())["refresh_token"];
        await Client.HytaleRefreshAsync(first);

        Assert.Equal(HttpStatusCode.OK, (await Client.HytaleRefreshAsync(first)).Status);
    }
}
