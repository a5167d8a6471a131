using GameAuth.Emulator;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Hytale.Tests.Emulated;

/// <summary>The whole way against services that were written without knowledge of this client.</summary>
public class EmulatedTests
{
    public static TheoryData<HytaleDialect, HytaleGatewayStyle> Services => new()
    {
        { HytaleDialect.Direct, HytaleGatewayStyle.Documented },
        { HytaleDialect.Gateway, HytaleGatewayStyle.Documented },
        { HytaleDialect.Gateway, HytaleGatewayStyle.KnownCode },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_server_is_signed_in_kept_alive_and_ended(HytaleDialect dialect, HytaleGatewayStyle style)
    {
        FakeClock clock = new();
        EmulatorOptions options = new() { TimeProvider = clock, Providers = { "hytale" } };
        options.SignIns.Add(new SignInScript { AfterPolls = 2 });
        options.Hytale.GatewayStyle = style;
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(emulator);
        app.Services.AddSingleton<TimeProvider>(clock);
        app.Services.AddGameAuth(static family =>
            {
                family.ApplicationName = "hytale-tests";
                family.Tokens.WatchInterval = TimeSpan.FromDays(30);
            })
            .UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddHytale(hytale => hytale.Dialect = dialect);
        using IHost host = app.Build();
        await host.StartAsync();
        IHytaleAuth hytale = host.Services.GetRequiredService<IHytaleAuth>();
        CodePrompt prompt = new(clock);
        HytaleAccount me = await hytale.SignInAsync(HytaleSignIn.DeviceCode(prompt)).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, prompt.Asked);
        HytaleProfile profile = (await me.GetProfilesAsync())[0];
        await me.SelectProfileAsync(profile.Id);
        HytaleGameSession session = await me.CreateGameSessionAsync(profile.Id);
        string first = session.SessionToken.Reveal();
        Assert.InRange(session.ExpiresAt - clock.GetUtcNow(), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));

        clock.Advance(TimeSpan.FromMinutes(55) + TimeSpan.FromSeconds(30));
        await session.WaitForChangeAsync(0).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotEqual(first, session.SessionToken.Reveal());
        Assert.Equal((HytaleGameSessionState.Live, 1), (session.State, emulator.Hytale.Sessions.Count));
        await session.EndAsync();
        Assert.Empty(emulator.Hytale.Sessions);
        await host.StopAsync();
    }
}
