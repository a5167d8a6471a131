using GameAuth.Xbox.Tests.Azure;

namespace GameAuth.Xbox.Tests.Supplied;

/// <summary>Delegates that fail, or return what is no token.</summary>
public class FailingDelegateTests
{
    private const string Minecraft = "rp://api.minecraftservices.com/";

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("made-up\r\nX-Evil: 1")]
    public async Task What_is_no_token_is_refused_before_anything_is_sent_or_stored(string text)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await OpenAsync(world);
        await Assert.ThrowsAsync<IllegalStepException>(() => SignInAsync(xbox, new MicrosoftToken(new Secret(text), null)));
        Assert.Empty(world.Emulator.Log.Events);
        Assert.Null(await xbox.FindAsync());
    }

    [Fact]
    public async Task A_token_that_has_ended_is_refused_at_once()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await OpenAsync(world);
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(
            () => SignInAsync(xbox, new MicrosoftToken(new Secret("made-up"), world.Clock.GetUtcNow())));
        Assert.Contains("ended", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_delegate_is_named_by_its_type_and_not_by_its_words()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await OpenAsync(world);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => xbox.SignInAsync(XboxSignIn.MicrosoftToken(static _ => throw new InvalidDataException("token=made-up"))));
        Assert.True(error.IsTransient);
        Assert.Contains("InvalidDataException", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delegate_that_is_down_costs_nothing_while_the_user_token_lives()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        MicrosoftLibrary library = new(world, AzureWorld.ClientId, XboxDefaults.AzureScope);
        XboxAccount me = await (await OpenAsync(world)).SignInAsync(XboxSignIn.MicrosoftToken(library.GetAsync));
        world.Clock.Advance(TimeSpan.FromHours(17));
        library.Failure = new HttpRequestException("down");
        Assert.Equal("xsts.authorize:200", await world.CallsAsync(() => me.GetXstsTokenAsync(Minecraft).AsTask()));
        await Assert.ThrowsAsync<ProviderException>(() => me.GetMicrosoftTokenAsync());
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    [Fact]
    public async Task The_delegates_word_that_the_player_has_to_act_reaches_the_caller_and_the_account()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        MicrosoftLibrary library = new(world, AzureWorld.ClientId, XboxDefaults.AzureScope);
        XboxAccount me = await (await OpenAsync(world)).SignInAsync(XboxSignIn.MicrosoftToken(library.GetAsync));
        world.Clock.Advance(TimeSpan.FromHours(17));
        library.Failure = new SignInRequiredException("Microsoft wants the player.", SignInReason.Revoked);
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetXstsTokenAsync(Minecraft).AsTask());
        Assert.Equal((SignInReason.Revoked, AccountStatus.SignInRequired), (error.Reason, me.Status));
    }

    [Fact]
    public async Task A_sign_in_that_is_given_up_ends_the_question()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await OpenAsync(world);
        using CancellationTokenSource gaveUp = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => xbox.SignInAsync(
            XboxSignIn.MicrosoftToken(async asked =>
            {
                await gaveUp.CancelAsync();
                asked.ThrowIfCancellationRequested();
                return null!;
            }), gaveUp.Token));
    }

    private static Task<IXboxAuth> OpenAsync(XboxWorld world) => world.OpenAsync(static options => options.ClientId = AzureWorld.ClientId);

    private static Task<XboxAccount> SignInAsync(IXboxAuth xbox, MicrosoftToken token) => xbox.SignInAsync(XboxSignIn.MicrosoftToken(_ => Task.FromResult(token)));
}
