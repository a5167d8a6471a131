using GameAuth.ProviderContract;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Toy.Tests;

/// <summary>A door that shows a device token before there is an account.</summary>
public sealed class PendingAccountTests : ProviderContract<ToyHarness>
{
    public PendingAccountTests() => Harness.Open = static (context, options) => new OnDeviceToyProvider(context, options);

    [Theory]
    [InlineData(DeviceIdentityScope.PerInstall)]
    [InlineData(DeviceIdentityScope.PerAccount)]
    public async Task The_device_that_signed_in_is_the_device_that_goes_on(DeviceIdentityScope scope)
    {
        IToyAuth toy = await OpenAsync(scope);
        ToyAccount me = await SignInAsync(toy);
        await LeafAsync(me);
        Assert.Equal((1, 1), (Harness.Server.Calls("device"), Harness.Server.Ledger.DeviceIds.Count));
    }

    [Fact]
    public async Task Accounts_with_devices_of_their_own_sign_in_with_them()
    {
        IToyAuth toy = await OpenAsync(DeviceIdentityScope.PerAccount);
        await LeafAsync(await SignInAsync(toy, "alice"));
        await LeafAsync(await SignInAsync(toy, "bob"));
        Assert.Equal(2, Harness.Server.Ledger.DeviceIds.Count);
        Assert.Equal(2, Harness.Server.Calls("device"));
    }

    [Fact]
    public async Task The_same_player_again_is_the_older_account()
    {
        IToyAuth toy = await OpenAsync(DeviceIdentityScope.PerAccount);
        ToyAccount first = await SignInAsync(toy);
        Assert.Same(first, await SignInAsync(toy));

        // Named, the account is there while another one is made for its player.
        Assert.Same(first, await toy.SignInAsync(ToySignIn.Paste(new ToyPrompt("alice")) with { Account = first.Id, ForcePrompt = true }));
        Assert.NotNull(await LeafAsync(first));
    }

    [Fact]
    public async Task A_device_token_that_is_refused_is_minted_again_once()
    {
        IToyAuth toy = await OpenAsync(DeviceIdentityScope.PerInstall);
        await SignInAsync(toy);
        Harness.Server.Ledger.ForgetDevices();
        await SignInAsync(toy, "bob");
        Assert.Equal(2, Harness.Server.Calls("device"));
    }

    [Theory]
    [InlineData(DeviceIdentityScope.PerInstall, 3)]
    [InlineData(DeviceIdentityScope.PerAccount, 1)]
    public async Task A_sign_in_that_fails_leaves_nothing_of_the_account_and_keeps_the_shared_device(DeviceIdentityScope scope, int rows)
    {
        // Without a machine there is no row of it; one row is the founding of the store, the others are the identity and the device token.
        Harness.Machine = null;
        IToyAuth toy = await OpenAsync(scope);
        await Assert.ThrowsAsync<SignInRequiredException>(() => toy.SignInAsync(ToySignIn.Paste(new WrongPrompt())));
        Assert.Null(await toy.FindAsync());
        Assert.Equal(1, Harness.Server.Calls("device"));
        int left = 0;
        await foreach (StoredRow _ in Harness.Store.ListAsync(partition: null, CancellationToken.None))
        {
            left++;
        }

        Assert.Equal(rows, left);
    }

    private async Task<IToyAuth> OpenAsync(DeviceIdentityScope scope)
    {
        Harness.Configure = options => options.DeviceScope = scope;
        return (await Harness.StartHostAsync()).Services.GetRequiredService<IToyAuth>();
    }

    private static Task<ToyAccount> SignInAsync(IToyAuth toy, string player = "alice") =>
        toy.SignInAsync(ToySignIn.Paste(new ToyPrompt(player)) with { ForcePrompt = true });

    private sealed class WrongPrompt : ISignInPrompt
    {
        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new(new Secret("no code"));
    }
}
