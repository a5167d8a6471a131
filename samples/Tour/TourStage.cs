using System.Security.Cryptography;
using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tour;

/// <summary>Starts the application as often as the tour wants, over one token store and one emulator.</summary>
internal sealed class TourStage(GameAuthEmulator emulator, TourClock clock, Action<GameAuthBuilder> addProvider) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gameauth-tour-").FullName;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public async Task<IHost> StartApplicationAsync(CancellationToken cancellationToken)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(emulator);
        app.Logging.SetMinimumLevel(LogLevel.Warning);
        app.Services.AddSingleton<TimeProvider>(clock);
        addProvider(app.Services.AddGameAuth(options => options.ApplicationName = "gameauth-tour").UseFileStore(_directory).UseKey(_key));
        IHost host = app.Build();
        await host.StartAsync(cancellationToken);
        return host;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
