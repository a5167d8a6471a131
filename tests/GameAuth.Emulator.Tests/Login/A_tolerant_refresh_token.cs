using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Login;

public sealed class A_tolerant_refresh_token : EmulatorTest
{
    protected override void Configure(EmulatorOptions options) => options.Xbox.DetectRefreshTokenReuse = false;

    [Fact]
    public async Task May_come_twice()
    {
        string token = (await Client.SignInAsync())["refresh_token"];
        await Client.RefreshAsync(token);

        Assert.Equal(HttpStatusCode.OK, (await Client.RefreshAsync(token)).Status);
    }
}
