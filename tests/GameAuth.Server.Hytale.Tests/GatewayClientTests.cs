using GameAuth.Hytale;
using GameAuth.Server.Hytale.Tests.World;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>The library's own client of gateways, through this one, to the emulated Hytale.</summary>
public class GatewayClientTests : GatewayTest
{
    [Fact]
    public async Task The_gateway_dialect_goes_from_the_device_code_to_the_end_of_a_session()
    {
        await using GatewayWorld world = await StartAsync();
        using IHost host = await StartClientAsync(world);
        IHytaleAuth hytale = host.Services.GetRequiredService<IHytaleAuth>();
        HytaleDeviceCode code = await hytale.RequestDeviceCodeAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5));
        HytaleDevicePoll poll = await hytale.PollAsync(code);
        Assert.Equal(HytaleDevicePollStatus.Pending, poll.Status);
        world.Emulator.Hytale.Approve(code.UserCode);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        poll = await hytale.PollAsync(poll.Code);
        Assert.Equal((HytaleDevicePollStatus.Approved, GatewayWorld.Owner), (poll.Status, poll.Account!.Subject));
        HytaleAccount me = poll.Account;
        Guid ranger = Guid.Parse(GatewayWorld.Ranger);
        Assert.Equal([ranger, Guid.Parse(GatewayWorld.Miner)], (await me.GetProfilesAsync()).Select(static one => one.Id));
        await me.SelectProfileAsync(ranger);
        HytaleSessionTokens session = await me.CreateSessionTokensAsync(ranger);
        Assert.Equal(HytaleErrorCode.TooEarly, (await Assert.ThrowsAsync<ProviderException>(() => me.RefreshSessionTokensAsync(session))).Code);
        await world.PassAsync(TimeSpan.FromMinutes(52));
        HytaleSessionTokens next = await me.RefreshSessionTokensAsync(session);
        Assert.NotEqual(session.SessionToken, next.SessionToken);
        await world.PassAsync(TimeSpan.FromMinutes(30));

        // The access token has ended, so that it is refreshed on the way.
        await me.EndSessionTokensAsync(next);
        Assert.Empty(world.Emulator.Hytale.Sessions);
        await host.StopAsync();
    }

    private static async Task<IHost> StartClientAsync(GatewayWorld world)
    {
        HostApplicationBuilder app = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.Configuration.AddInMemoryCollection([
            new("GameAuth:AllowLoopbackHttp", "true"), new("GameAuth:Hytale:Dialect", "Gateway"), new("GameAuth:Hytale:Endpoints:gateway", "https://gateway.example.test"),
        ]);
        app.Services.AddSingleton<TimeProvider>(world.Clock);
        app.Services.AddGameAuth(static family => (family.ApplicationName, family.Tokens.WatchInterval) = ("client", TimeSpan.FromHours(1)))
            .UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]).AddHytale();
        foreach (string client in (string[])[GameAuthClientNames.Auth(HytaleDefaults.Provider), GameAuthClientNames.Api(HytaleDefaults.Provider)])
        {
            app.Services.AddHttpClient(client).ConfigurePrimaryHttpMessageHandler(() => world.CreateHandler());
        }

        IHost host = app.Build();
        await host.StartAsync();
        return host;
    }
}
