using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests.Azure;

/// <summary>What an Azure application's chain does when a token in it is refused.</summary>
public class AzureRefusalTests
{
    private const string Minecraft = "rp://api.minecraftservices.com/";

    [Theory]
    [InlineData(XboxTokenKind.Device, "xsts.authorize:401 device.authenticate:200 xsts.authorize:200")]
    [InlineData(XboxTokenKind.User, "xsts.authorize:401 user.authenticate:200 xsts.authorize:200")]
    public async Task A_parent_that_XSTS_names_is_minted_again_and_no_other(XboxTokenKind kind, string calls)
    {
        foreach (bool forgotten in (bool[])[false, true])
        {
            await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
            XboxAccount me = await AzureWorld.SignInAsync(world, []);
            Assert.True((forgotten ? world.Emulator.Xbox.ForgetNow(kind) : world.Emulator.Xbox.ExpireNow(kind)) > 0);
            Assert.Equal(calls, await world.CallsAsync(() => me.GetXstsTokenAsync(Minecraft).AsTask()));
        }
    }

    [Fact]
    public async Task A_Microsoft_token_that_the_user_host_refuses_is_refreshed_once()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        XboxAccount me = await AzureWorld.SignInAsync(world, []);
        world.Emulator.Xbox.ExpireNow(XboxTokenKind.MsaAccess);
        world.Emulator.Xbox.ExpireNow(XboxTokenKind.User);
        Assert.Equal(
            "xsts.authorize:401 user.authenticate:401 login.refresh:200 user.authenticate:200 xsts.authorize:200",
            await world.CallsAsync(() => me.GetXstsTokenAsync(Minecraft).AsTask()));
    }

    [Fact]
    public async Task A_refusal_that_goes_on_names_its_step_and_keeps_the_grant()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        XboxAccount me = await AzureWorld.SignInAsync(world, []);
        world.Emulator.Xbox.ExpireNow(XboxTokenKind.User);
        world.Emulator.Faults.Add(new Fault { At = "user.authenticate", Status = 401, Times = null });
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.GetXstsTokenAsync(Minecraft).AsTask());
        Assert.Equal((401, "user"), (error.Status, error.Step));
        Assert.Equal((AccountStatus.Active, 1), (me.Status, world.Count("login.refresh")));
    }

    [Theory]
    [InlineData(BodyDamage.Empty)]
    [InlineData(BodyDamage.Html)]
    [InlineData(BodyDamage.HalfJson)]
    [InlineData(BodyDamage.NullStrings)]
    public async Task A_bad_answer_of_the_user_host_names_its_step_and_costs_no_sign_in(BodyDamage damage)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        XboxAccount me = await AzureWorld.SignInAsync(world, []);
        world.Emulator.Xbox.ExpireNow(XboxTokenKind.User);
        world.Emulator.Faults.Add(new Fault { At = "user.authenticate", Damage = damage, Times = null });
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.GetXstsTokenAsync(Minecraft).AsTask());
        Assert.Equal("user", error.Step);
        world.Emulator.Faults.Clear();
        await me.GetXstsTokenAsync(Minecraft);
        Assert.Equal(1, world.Prompt.Asked);
    }
}
