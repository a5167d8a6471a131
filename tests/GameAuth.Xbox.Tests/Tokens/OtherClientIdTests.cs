using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

public class OtherClientIdTests
{
    [Fact]
    public async Task A_grant_of_another_client_id_is_never_presented()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync();
        IXboxAuth xbox = await world.OpenAsync(static options => options.ClientId = "another-title");
        XboxAccount me = (await xbox.FindAsync())!;
        world.Clock.Advance(TimeSpan.FromDays(15));
        world.Emulator.Log.Clear();

        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfileAsync());
        Assert.Equal((SignInReason.OtherClientId, "refresh"), (error.Reason, error.Step));
        Assert.Equal(0, world.Count("login.refresh"));
        Assert.Equal(AccountStatus.SignInRequired, me.Status);
    }

    [Fact]
    public async Task The_access_token_of_another_client_id_is_not_presented_either()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync();
        IXboxAuth xbox = await world.OpenAsync(static options => options.ClientId = "another-title");
        XboxAccount me = (await xbox.FindAsync())!;
        await xbox.ForgetDeviceAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfileAsync());
        Assert.Equal((SignInReason.OtherClientId, "sisu"), (error.Reason, error.Step));
        Assert.Equal(1, world.Count("sisu.authorize"));
    }

    [Fact]
    public async Task Microsofts_own_word_for_it_is_understood()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(25));
        world.Emulator.Faults.Add(new Fault
        {
            At = "login.refresh",
            Status = 400,
            Body = """{"error":"invalid_grant","error_description":"The provided value for the input parameter 'refresh_token' or 'assertion' is not valid. The token was issued for a different client id."}""",
        });
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfileAsync());
        Assert.Equal(SignInReason.OtherClientId, error.Reason);
    }
}
