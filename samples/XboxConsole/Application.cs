using System.Security.Cryptography;
using GameAuth;
using GameAuth.Emulator;
using GameAuth.Xbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace XboxConsole;

/// <summary>The host, started for one command and stopped after it.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(
        bool useEmulator, string? clientId, Func<IXboxAuth, XboxSignIn, CancellationToken, Task> command, CancellationToken cancellationToken)
    {
        try
        {
            await using GameAuthEmulator? emulator = useEmulator ? await StartEmulatorAsync(cancellationToken) : null;
            using IHost host = Build(emulator, clientId);
            await host.StartAsync(cancellationToken);

            // The player of the emulator approves by itself, so that no browser is needed.
            RichConsolePrompt prompt = emulator is null ? new RichConsolePrompt() : new RichConsolePrompt { Browser = null };
            await command(host.Services.GetRequiredService<IXboxAuth>(), XboxSignIn.DeviceCode(prompt), cancellationToken);
            await host.StopAsync(cancellationToken);
            return ExitCode.Done;
        }
        catch (Exception error) when (error is GameAuthException or OptionsValidationException or OperationCanceledException)
        {
            return Failure.Tell(error);
        }
    }

    private static Task<GameAuthEmulator> StartEmulatorAsync(CancellationToken cancellationToken) =>
        GameAuthEmulator.StartAsync(new EmulatorOptions { Xbox = { PollInterval = TimeSpan.FromSeconds(1) } }, cancellationToken);

    private static IHost Build(GameAuthEmulator? emulator, string? clientId)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = emulator is null ? null : Environments.Development });
        app.Logging.SetMinimumLevel(LogLevel.Warning);

        // A start that fails is told below, without a stack trace.
        app.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        if (clientId is not null)
        {
            app.Configuration.AddInMemoryCollection([new("GameAuth:Xbox:ClientId", clientId)]);
        }

        GameAuthBuilder gameAuth = app.Services.AddGameAuth(static options => options.ApplicationName = "xbox-console").AddXbox();
        if (emulator is null)
        {
            // Tokens in files of this user, sealed with a key file of this user: see the storage page for stronger keys.
            gameAuth.UseFileStore().UseKeyFile();
        }
        else
        {
            // What an emulator has issued ends with it.
            app.UseEmulator(emulator);
            gameAuth.UseMemoryStore().UseKey(RandomNumberGenerator.GetBytes(32));
        }

        return app.Build();
    }
}
