using GameAuth.Storage;

namespace GameAuth.Psn.Tests.Grant;

/// <summary>The id of an installation: its own, once.</summary>
public class DeviceTests
{
    [Fact]
    public async Task It_is_64_hex_digits_and_the_same_for_all_accounts_over_restarts_and_sign_outs()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        PsnAccount me = await psn.SignInAsync(PsnSignIn.SsoToken(world.Prompt));
        world.Service.SignsIn = ScriptedReads.Friend;
        await psn.AddAccountAsync(PsnSignIn.SsoToken(world.Prompt));
        await me.SignOutAsync();
        await world.StopAsync();
        psn = await world.StartAsync();
        await psn.AddAccountAsync(PsnSignIn.SsoToken(world.Prompt));
        string[] ids = [.. world.Service.Sent.Where(static call => call.Step == "sso").Select(static call => call.Form["duid"])];
        Assert.Equal(3, ids.Length);
        Assert.Matches("^[0-9a-f]{64}$", Assert.Single(ids.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Another_installation_has_another()
    {
        await using PsnWorld world = new();
        await (await world.StartAsync()).SignInAsync(PsnSignIn.SsoToken(world.Prompt));
        world.Store = new MemoryTokenStore(world.Clock);
        await (await world.StartAsync()).SignInAsync(PsnSignIn.SsoToken(world.Prompt));
        Assert.Equal(2, world.Service.Sent.Where(static call => call.Step == "sso").Select(static call => call.Form["duid"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_profile_that_was_copied_from_another_machine_is_held_back()
    {
        await using PsnWorld world = new();
        await world.SignInAsync();
        world.Machine = "another-machine";
        IPsnAuth psn = await world.StartAsync();
        PsnAccount me = (await psn.FindAsync())!;
        await Assert.ThrowsAsync<CopiedProfileException>(() => me.Trophies.GetSummaryAsync());
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public void No_option_takes_the_id_of_another_device() =>
        Assert.DoesNotContain(typeof(PsnOptions).GetProperties(), static option => option.PropertyType != typeof(bool)
            && (option.Name.Contains("Duid", StringComparison.OrdinalIgnoreCase) || option.Name.Contains("Device", StringComparison.OrdinalIgnoreCase)));
}
