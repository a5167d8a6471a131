using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests.Device;

/// <summary>Where the device's key is kept, and what becomes of it.</summary>
public sealed class ProofKeyPlaceTests
{
    private const string Minecraft = "rp://api.minecraftservices.com/";

    private readonly ModuleKeySource _module = new("module");
    private readonly RecordingSink _events = new();

    [Fact]
    public async Task A_sign_in_uses_the_key_of_the_place_that_the_host_chose()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync(await OpenAsync(world, WithModule));
        Assert.Equal((1, 1), (_module.CountOfMade, Keys(world)));
        Assert.Equal(["device.key_made module", "device.key_opened module"], KeyEvents());
    }

    [Fact]
    public async Task A_host_that_chose_nothing_keeps_keys_in_their_rows()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync(await OpenAsync(world, static _ => { }));
        Assert.Equal(["device.key_made software", "device.key_opened software"], KeyEvents());
    }

    [Fact]
    public async Task A_stored_device_keeps_its_key_whatever_the_host_chooses_later()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync(await OpenAsync(world, static _ => { }));
        XboxAccount me = (await (await OpenAsync(world, WithModule)).FindAsync())!;
        await me.GetXstsTokenAsync(Minecraft);
        Assert.Equal((0, 1), (_module.CountOfMade, Keys(world)));
        Assert.Equal("device.key_opened software", KeyEvents()[^1]);
    }

    [Fact]
    public async Task A_key_that_can_not_be_opened_is_an_error_and_no_other_key_takes_its_place()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync(await OpenAsync(world, WithModule));

        _module.IsAbsent = true;
        XboxAccount me = (await (await OpenAsync(world, WithModule)).FindAsync())!;
        CredentialStoreException absent = await Assert.ThrowsAsync<CredentialStoreException>(() => me.GetXstsTokenAsync(Minecraft).AsTask());
        Assert.Equal(RowState.KeyUnavailable, absent.State);
        XboxAccount unknown = (await (await OpenAsync(world, static _ => { })).FindAsync())!;
        CredentialStoreException other = await Assert.ThrowsAsync<CredentialStoreException>(() => unknown.GetXstsTokenAsync(Minecraft).AsTask());
        Assert.Equal((RowState.KeyUnavailable, "proof key"), (other.State, other.Step));
        Assert.Contains("'module'", other.Message, StringComparison.Ordinal);
        Assert.Contains("ForgetDeviceAsync", other.Message, StringComparison.Ordinal);

        _module.IsAbsent = false;
        await me.GetXstsTokenAsync(Minecraft);
        Assert.Equal((1, 1, 1), (_module.CountOfMade, _module.Count, Keys(world)));
    }

    [Fact]
    public async Task Forgetting_the_device_deletes_its_key_and_makes_another()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync(await OpenAsync(world, WithModule));
        IXboxAuth restarted = await OpenAsync(world, WithModule);
        await restarted.ForgetDeviceAsync();
        Assert.Equal(0, _module.Count);
        await (await restarted.FindAsync())!.GetXstsTokenAsync(Minecraft);
        Assert.Equal((2, 1), (_module.CountOfMade, _module.Count));
    }

    [Fact]
    public async Task A_device_is_forgotten_though_its_key_is_out_of_reach()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync(await OpenAsync(world, WithModule));
        _module.IsAbsent = true;
        IXboxAuth restarted = await OpenAsync(world, static _ => { });
        await restarted.ForgetDeviceAsync();
        await (await restarted.FindAsync())!.GetXstsTokenAsync(Minecraft);
        Assert.Equal("device.key_opened software", KeyEvents()[^1]);
        Assert.Equal(1, _module.Count);
    }

    [Fact]
    public async Task The_key_of_an_account_goes_when_it_signs_out()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);
        IXboxAuth xbox = await OpenAsync(world, WithModule, static options => options.DeviceIdentity = DeviceIdentityScope.PerAccount);
        await world.SignInAsync(xbox);
        XboxAccount second = await world.SignInAsync(xbox, XboxSignIn.DeviceCode(world.Prompt) with { ForcePrompt = true });
        Assert.Equal(2, _module.Count);
        await second.SignOutAsync();
        Assert.Equal(1, _module.Count);
    }

    [Fact]
    public async Task A_place_that_is_absent_makes_no_key_in_software_unless_asked_to()
    {
        _module.IsAbsent = true;
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth strict = await OpenAsync(world, WithModule);
        CredentialStoreException refused = await Assert.ThrowsAsync<CredentialStoreException>(() => world.SignInAsync(strict));
        Assert.Contains("module: The module is not plugged in.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(KeyEvents());
        Assert.Equal((0, 0), (world.Prompt.Asked, world.Count("login.connect")));

        IXboxAuth lenient = await OpenAsync(world, gameAuth =>
        {
            WithModule(gameAuth);
            gameAuth.UseProofKeySource(static _ => new ModuleKeySource("other"));
        });
        await world.SignInAsync(lenient);
        Assert.Equal("device.key_made other", KeyEvents()[0]);
    }

    [Fact]
    public async Task A_stored_key_that_is_out_of_reach_is_told_of_before_the_player_is_asked()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);
        await world.SignInAsync(await OpenAsync(world, WithModule));
        _module.IsAbsent = true;
        IXboxAuth restarted = await OpenAsync(world, WithModule);
        int asked = world.Prompt.Asked;
        await Assert.ThrowsAsync<CredentialStoreException>(() => restarted.AddAccountAsync(XboxSignIn.DeviceCode(world.Prompt)));
        Assert.Equal(asked, world.Prompt.Asked);
    }

    [Fact]
    public async Task An_Azure_client_without_a_device_token_signs_too_and_is_told_of_it_as_early()
    {
        _module.IsAbsent = true;
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await OpenAsync(world, WithModule, static options => (options.ClientId, options.SendDeviceToken) = ("11111111-2222-4333-8444-555555555555", false));
        await Assert.ThrowsAsync<CredentialStoreException>(() => world.SignInAsync(xbox));
        Assert.Equal(0, world.Prompt.Asked);
    }

    [Fact]
    public async Task Of_two_first_runs_the_one_that_was_late_gives_its_key_back()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);

        // Without leases both make a key before either has written its row.
        LeaselessStore store = new(new MemoryTokenStore(world.Clock));
        using Barrier bothMade = new(2);
        _module.Made += () => Assert.True(bothMade.SignalAndWait(ProviderHarness.Patience));
        IXboxAuth[] hosts = [await OpenAsync(world, OnStore), await OpenAsync(world, OnStore)];
        await Task.WhenAll(hosts.Select(xbox => Task.Run(() => world.SignInAsync(xbox, XboxSignIn.DeviceCode(world.Prompt) with { ForcePrompt = true }))));
        Assert.Equal((2, 1, 1), (_module.CountOfMade, _module.Count, Keys(world)));

        void OnStore(GameAuthBuilder gameAuth)
        {
            WithModule(gameAuth);
            gameAuth.UseStore(_ => store);
        }
    }

    private async Task<IXboxAuth> OpenAsync(XboxWorld world, Action<GameAuthBuilder> choose, Action<XboxOptions>? options = null)
    {
        IHost host = await world.StartApplicationAsync(options: options, family: gameAuth => choose(gameAuth.AddEventSink(_events)));
        return host.Services.GetRequiredService<IXboxAuth>();
    }

    private static int Keys(XboxWorld world) =>
        world.Emulator.Log.Events.Select(static one => one.KeyThumbprint).Where(static thumbprint => thumbprint is not null).Distinct().Count();

    private string[] KeyEvents() =>
        [.. _events.Events.OfType<AccountEvent>().Where(static one => one.Name.StartsWith("device.key", StringComparison.Ordinal)).Select(static one => $"{one.Name} {one.Reason}")];

    private void WithModule(GameAuthBuilder gameAuth) => gameAuth.UseProofKeySource(_ => _module);
}
