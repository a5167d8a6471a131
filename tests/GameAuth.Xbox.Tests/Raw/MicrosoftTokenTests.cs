using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests.Raw;

public class MicrosoftTokenTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("service::user.auth.xboxlive.com::MBI_SSL")]
    [InlineData("SERVICE::user.auth.xboxlive.com::mbi_ssl")]
    public async Task The_token_of_the_sign_in_is_handed_out_with_its_end_and_without_a_call(string? scope)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Log.Clear();

        MicrosoftToken token = await me.GetMicrosoftTokenAsync(scope);
        Assert.Empty(world.Emulator.Log.Events);
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromHours(24), token.ExpiresAt!.Value, TimeSpan.FromMinutes(1));
        await world.Services.GetRequiredService<IXboxAuth>().ForgetDeviceAsync();
        await me.GetProfileAsync();
        Assert.Contains(TokenMention.Of("msa_access", token.AccessToken.Reveal()), world.Emulator.Log.Of("sisu.authorize").Single().Spent);
    }

    [Fact]
    public async Task One_that_has_ended_is_refreshed_first()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        MicrosoftToken first = await me.GetMicrosoftTokenAsync();
        world.Clock.Advance(TimeSpan.FromHours(25));
        MicrosoftToken second = await me.GetMicrosoftTokenAsync();
        Assert.NotEqual(first.AccessToken, second.AccessToken);
        Assert.Equal(1, world.Count("login.refresh"));
    }

    [Fact]
    public async Task A_scope_that_was_not_asked_for_is_refused_before_anything_is_sent()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(25));
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(
            () => me.GetMicrosoftTokenAsync($"{XboxDefaults.Scope} User.Read"));
        Assert.Contains("'User.Read'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Count("login.refresh"));
    }

    [Fact]
    public async Task A_token_of_another_client_id_is_not_handed_out()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync();
        IXboxAuth xbox = await world.OpenAsync(static options => options.ClientId = "another-title");
        XboxAccount me = (await xbox.FindAsync())!;
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetMicrosoftTokenAsync());
        Assert.Equal(SignInReason.OtherClientId, error.Reason);
    }

    [Fact]
    public async Task A_token_prints_without_itself()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        MicrosoftToken token = await (await world.SignInAsync()).GetMicrosoftTokenAsync();
        Assert.DoesNotContain(token.AccessToken.Reveal(), token.ToString(), StringComparison.Ordinal);
    }
}
