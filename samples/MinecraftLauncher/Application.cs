using System.Security.Cryptography;
using GameAuth;
using GameAuth.Emulator;
using GameAuth.Xbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XboxConsole;

namespace MinecraftLauncher;

/// <summary>The host, started for one command and stopped after it.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(
        bool useEmulator, string? clientId, Func<IServiceProvider, XboxSignIn, CancellationToken, Task> command, CancellationToken cancellationToken)
    {
        try
        {
            await using GameAuthEmulator? emulator = useEmulator
                ? await GameAuthEmulator.StartAsync(new EmulatorOptions { Xbox = { PollInterval = TimeSpan.FromSeconds(1) } }, cancellationToken)
                : null;
            using IHost host = Build(emulator, clientId);
            await host.StartAsync(cancellationToken);
            RichConsolePrompt prompt = emulator is null ? new RichConsolePrompt() : new RichConsolePrompt { Browser = null };
            await command(host.Services, XboxSignIn.DeviceCode(prompt), cancellationToken);
            await host.StopAsync(cancellationToken);
            return ExitCode.Done;
        }
        catch (Exception error) when (error is GameAuthException or OperationCanceledException)
        {
            return Failure.Tell(error, "Pass --client-id, or try --emulator.");
        }
    }

    private static IHost Build(GameAuthEmulator? emulator, string? clientId)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = emulator is null ? null : Environments.Development });
        app.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        if (clientId is not null)
        {
            app.Configuration.AddInMemoryCollection([new("GameAuth:Xbox:ClientId", clientId)]);
        }

        GameAuthBuilder gameAuth = app.Services.AddGameAuth(static options => options.ApplicationName = "minecraft-launcher").AddXbox();
        if (emulator is null)
        {
            gameAuth.UseFileStore().UseKeyFile();
        }
        else
        {
            app.UseEmulator(emulator);
            gameAuth.UseMemoryStore().UseKey(RandomNumberGenerator.GetBytes(32));
        }

        app.Services.AddMinecraft();
        return app.Build();
    }
}
