using GameAuth.Xbox.Tests.Azure;

namespace GameAuth.Xbox.Tests.Supplied;

/// <summary>Accounts whose Microsoft tokens the application supplies.</summary>
public class SuppliedTokenTests
{
    private const string Minecraft = "rp://api.minecraftservices.com/";
    private const string Title = "00000000deadbeef";

    [Theory]
    [InlineData(AzureWorld.ClientId, XboxDefaults.AzureScope, "device.authenticate:200 user.authenticate:200 xsts.authorize:200")]
    [InlineData(Title, XboxDefaults.Scope, "device.authenticate:200 sisu.authorize:200")]
    public async Task The_delegates_token_signs_in_with_the_prefix_of_its_kind_and_without_a_prompt(string clientId, string scope, string calls)
    {
        await using XboxWorld world = await StartAsync();
        MicrosoftLibrary library = await SignedInAsync(world, clientId, scope);
        IXboxAuth xbox = await world.OpenAsync(options => options.ClientId = clientId);
        XboxAccount me = null!;
        Assert.Equal(calls, await world.CallsAsync(async () => me = await SignInAsync(xbox, library)));
        Assert.Equal(("EmuAda", 0, 1), (me.Gamertag, world.Prompt.Asked, library.Asked));
        Assert.Equal(1200, (await me.GetProfileAsync()).Gamerscore);
        Assert.Equal(library.Fixed!.AccessToken, (await me.GetMicrosoftTokenAsync()).AccessToken);
    }

    [Fact]
    public async Task A_token_that_has_ended_is_asked_for_again()
    {
        await using XboxWorld world = await StartAsync();
        MicrosoftLibrary library = await SignedInAsync(world);
        XboxAccount me = await SignInAsync(await OpenAsync(world), library);
        library.Fixed = null;
        world.Clock.Advance(TimeSpan.FromHours(17));
        Assert.Equal("login.refresh:200 xsts.authorize:200", await world.CallsAsync(() => me.GetXstsTokenAsync(Minecraft).AsTask()));
        Assert.Equal(2, library.Asked);
        await me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        Assert.Equal(2, library.Asked);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_asked_for_again_once()
    {
        await using XboxWorld world = await StartAsync();
        MicrosoftLibrary library = await SignedInAsync(world);
        XboxAccount me = await SignInAsync(await OpenAsync(world), library);
        world.Emulator.Xbox.ExpireNow(GameAuth.Emulator.XboxTokenKind.MsaAccess);
        world.Emulator.Xbox.ExpireNow(GameAuth.Emulator.XboxTokenKind.User);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.GetXstsTokenAsync(Minecraft).AsTask());
        Assert.Equal(("user", 2), (error.Step, library.Asked));

        library.Fixed = null;
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await me.GetXstsTokenAsync(Minecraft);
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    [Fact]
    public async Task After_a_restart_the_stored_token_serves_until_its_end_and_then_the_door_has_to_be_opened_again()
    {
        await using XboxWorld world = await StartAsync();
        MicrosoftLibrary library = await SignedInAsync(world);
        AccountId id = (await SignInAsync(await OpenAsync(world), library)).Id;
        library.Fixed = null;

        IXboxAuth xbox = await OpenAsync(world);
        XboxAccount me = (await xbox.FindAsync())!;
        await me.GetXstsTokenAsync(Minecraft);
        world.Clock.Advance(TimeSpan.FromHours(17));
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetXstsTokenAsync(Minecraft).AsTask());
        Assert.Equal(SignInReason.Expired, error.Reason);
        Assert.Contains("XboxSignIn.MicrosoftToken", error.Message, StringComparison.Ordinal);

        XboxAccount again = await SignInAsync(xbox, library);
        Assert.Equal((id, AccountStatus.Active), (again.Id, again.Status));
        await again.GetXstsTokenAsync(Minecraft);
    }

    [Fact]
    public async Task A_sign_in_asks_the_delegate_though_another_player_is_stored()
    {
        await using XboxWorld world = await StartAsync();
        IXboxAuth xbox = await OpenAsync(world);
        XboxAccount ada = await SignInAsync(xbox, await SignedInAsync(world));
        XboxAccount ben = await SignInAsync(xbox, await SignedInAsync(world));
        Assert.Equal(("EmuAda", "EmuBen"), (ada.Gamertag, ben.Gamertag));
    }

    [Theory]
    [InlineData(AzureWorld.ClientId, XboxDefaults.AzureScope)]
    [InlineData(Title, XboxDefaults.Scope)]
    public async Task A_delegate_that_turns_to_another_player_gives_this_account_none_of_the_others_tokens(string clientId, string scope)
    {
        await using XboxWorld world = await StartAsync();
        MicrosoftLibrary adas = await SignedInAsync(world, clientId, scope);
        MicrosoftLibrary bens = await SignedInAsync(world, clientId, scope);
        XboxAccount ada = await SignInAsync(await world.OpenAsync(options => options.ClientId = clientId), adas);
        world.Clock.Advance(TimeSpan.FromDays(15));
        adas.Fixed = await bens.GetFreshAsync();
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => ada.GetXstsTokenAsync(XboxDefaults.RelyingParty).AsTask());
        Assert.Contains("another player", error.Message, StringComparison.Ordinal);

        adas.Fixed = null;
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(ada.Xuid, (await ada.GetXstsTokenAsync(XboxDefaults.RelyingParty)).Xuid);
    }

    private static Task<XboxWorld> StartAsync() => XboxWorld.StartAsync(XboxWorld.TwoPlayers);

    private static Task<IXboxAuth> OpenAsync(XboxWorld world) => world.OpenAsync(static options => options.ClientId = AzureWorld.ClientId);

    private static async Task<MicrosoftLibrary> SignedInAsync(XboxWorld world, string clientId = AzureWorld.ClientId, string scope = XboxDefaults.AzureScope)
    {
        MicrosoftLibrary library = new(world, clientId, scope);
        library.Fixed = await library.SignInAsync();
        return library;
    }

    private static Task<XboxAccount> SignInAsync(IXboxAuth xbox, MicrosoftLibrary library) => xbox.SignInAsync(XboxSignIn.MicrosoftToken(library.GetAsync));
}
