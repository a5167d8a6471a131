namespace GameAuth.Hytale.Tests.Dialects;

/// <summary>Which account a gateway is told of.</summary>
public class AccountIdTests
{
    [Fact]
    public async Task The_one_that_is_configured_with_every_call_whatever_the_answers_name()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway) { Options = static options => options.GatewayAccountId = "emu-customer-7" };
        await UseAllAsync(world);
        Assert.All(world.Service.Sent, static call => Assert.Contains("\"account_id\":\"emu-customer-7\"", call.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Else_the_one_that_the_gateway_has_named_and_none_before()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        await UseAllAsync(world);
        string[] before = ["device-code", "poll"];
        Assert.All(
            world.Service.Sent,
            call => Assert.Equal(!before.Contains(call.Step), call.Body.Contains($"\"account_id\":\"{ScriptedService.Owner}\"", StringComparison.Ordinal)));
        Assert.All(world.Service.Sent.Where(call => before.Contains(call.Step)), static call => Assert.DoesNotContain("account_id", call.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sign_in_stays_under_the_name_that_it_was_made_with()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway) { Options = static options => options.GatewayAccountId = "emu-customer-7" };
        await world.SignInAsync();
        world.Options = static options => options.GatewayAccountId = "emu-customer-8";
        HytaleAccount me = (await (await world.StartAsync()).FindAsync())!;
        world.Clock.Advance(TimeSpan.FromHours(2));
        await me.GetProfilesAsync();
        Assert.All(world.Service.Sent, static call => Assert.Contains("\"account_id\":\"emu-customer-7\"", call.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hytale_s_own_services_are_told_nothing()
    {
        await using HytaleWorld world = new() { Options = static options => options.GatewayAccountId = "emu-customer-7" };
        await UseAllAsync(world);
        Assert.All(world.Service.Sent, static call => Assert.DoesNotContain("emu-customer-7", call.Line, StringComparison.Ordinal));
    }

    private static async Task UseAllAsync(HytaleWorld world)
    {
        HytaleAccount me = await world.SignInAsync(await world.StartAsync());
        await me.SelectProfileAsync(ScriptedService.Warden);
        await (await me.CreateGameSessionAsync(ScriptedService.Warden)).EndAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        await me.GetProfilesAsync();
        Assert.Equal(1, world.Service.Count("refresh"));
    }
}
