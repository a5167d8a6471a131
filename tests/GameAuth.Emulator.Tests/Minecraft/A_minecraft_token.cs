using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Minecraft;

public sealed class A_minecraft_token : EmulatorTest
{
    [Theory]
    [InlineData("/minecraft/profile")]
    [InlineData("/entitlements/mcstore")]
    [InlineData("/entitlements/license?requestId=1")]
    public async Task Opens_what_the_services_have(string target)
    {
        string token = await Client.MinecraftTokenAsync();

        Assert.Equal(HttpStatusCode.OK, (await Client.MinecraftGetAsync(target, "Bearer " + token)).Status);
        Assert.Equal([TokenMention.Of("minecraft", token)], Emulator.Log.Events[^1].Spent);
    }

    [Theory]
    [InlineData("/minecraft/profile")]
    [InlineData("/entitlements/mcstore")]
    [InlineData("/entitlements/license?requestId=1")]
    public async Task Is_what_a_stranger_has_not(string target)
    {
        string identity = await Client.IdentityAsync(MinecraftFlow.Java);

        foreach (string? header in new[] { null, "Bearer ", "Bearer EMULATOR.minecraft.made-up", identity, "Bearer " + identity.Split(';')[1] })
        {
            WireAnswer answer = await Client.MinecraftGetAsync(target, header);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
            Assert.Equal(target.Split('?')[0], answer["path"]);
        }
    }

    [Fact]
    public async Task Ends_after_a_day()
    {
        string token = await Client.MinecraftTokenAsync();
        Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await ProfileAsync(token));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Unauthorized, await ProfileAsync(token));
    }

    [Fact]
    public async Task Lives_as_long_as_a_script_says()
    {
        Emulator.Xbox.Lifetimes.Minecraft = TimeSpan.FromMinutes(1);

        WireAnswer login = await Client.MinecraftLoginAsync(await Client.IdentityAsync(MinecraftFlow.Java));
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(60, login.Json["expires_in"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.Unauthorized, await ProfileAsync(login["access_token"]));
    }

    [Theory]
    [InlineData(true, "expired")]
    [InlineData(false, "not one of")]
    public async Task Ends_when_a_script_says_so(bool expires, string why)
    {
        string token = await Client.MinecraftTokenAsync();

        Assert.Equal(1, expires ? Emulator.Xbox.ExpireNow(XboxTokenKind.Minecraft) : Emulator.Xbox.ForgetNow(XboxTokenKind.Minecraft));

        Assert.Equal(HttpStatusCode.Unauthorized, await ProfileAsync(token));
        Assert.Contains(why, Emulator.Log.Events[^1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outlives_the_xbox_token_that_it_was_made_of()
    {
        string token = await Client.MinecraftTokenAsync();
        Emulator.Xbox.ExpireNow(XboxTokenKind.Xsts);

        Assert.Equal(HttpStatusCode.OK, await ProfileAsync(token));
    }

    private async Task<HttpStatusCode> ProfileAsync(string token) => (await Client.MinecraftGetAsync("/minecraft/profile", "Bearer " + token)).Status;
}
