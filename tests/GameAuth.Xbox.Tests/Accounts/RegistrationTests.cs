using GameAuth.Emulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

public class RegistrationTests
{
    [Fact]
    public async Task Two_registrations_have_accounts_and_device_tokens_of_their_own_and_share_the_device()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);
        IHost host = await world.StartApplicationAsync(
            app => app.Services.AddGameAuth().AddXbox("eu", options => options.ClientId = "another-title"));
        IXboxAuth first = host.Services.GetRequiredService<IXboxAuth>();
        IXboxAuth second = host.Services.GetRequiredKeyedService<IXboxAuth>("eu");
        XboxAccount here = await world.SignInAsync(first);
        XboxAccount there = await world.SignInAsync(second);

        Assert.Equal(("default", "eu"), (here.Id.Registration, there.Id.Registration));
        Assert.Equal(here.Id, (await first.FindAsync())!.Id);
        Assert.Equal(there.Id, (await second.FindAsync())!.Id);
        Assert.Equal(2, world.Count("device.authenticate"));
        Assert.Single(world.Emulator.Log.Of("device.authenticate").Select(one => one.KeyThumbprint).Distinct());
        Assert.Same(first, host.Services.GetRequiredKeyedService<IXboxAuth>("default"));
        Assert.NotSame(host.Services.GetRequiredService<XstsTokens>(), host.Services.GetRequiredKeyedService<XstsTokens>("eu"));
    }

    [Fact]
    public async Task A_section_brings_further_registrations_that_take_from_it_what_they_do_not_set()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync();
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        app.Configuration.AddInMemoryCollection([
            new("GameAuth:Xbox:Device", "win32"),
            new("GameAuth:Xbox:Registrations:eu:ClientId", "another-title"),
            new("GameAuth:Xbox:Registrations:eu:Device", "IOS")]);
        app.Environment.EnvironmentName = Environments.Development;
        app.UseEmulator(emulator);
        app.Services.AddGameAuth(static family => family.ApplicationName = "xbox-tests").AddXbox(app.Configuration.GetSection("GameAuth:Xbox"));
        using IHost host = app.Build();

        XboxOptions plain = Options(host, "default");
        XboxOptions named = Options(host, "eu");
        Assert.Equal(("emulator-client-0001", XboxDeviceKind.Win32), (plain.ClientId, plain.Device));
        Assert.Equal(("another-title", XboxDeviceKind.IOS), (named.ClientId, named.Device));
        Assert.Equal(plain.Endpoints, named.Endpoints);
        Assert.Equal(emulator.Hosts["sisu.xboxlive.com"], named.Endpoints["SISU"]);
    }

    [Fact]
    public void A_registration_that_is_there_already_is_named()
    {
        GameAuthBuilder builder = new ServiceCollection().AddGameAuth().AddXbox("eu", static _ => { });
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => builder.AddXbox("eu", static _ => { }));
        Assert.Contains("'eu'", error.Message, StringComparison.Ordinal);
    }

    private static XboxOptions Options(IHost host, string registration) =>
        host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<XboxOptions>>().Get(registration);
}
