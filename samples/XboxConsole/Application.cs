using System.Security.Cryptography;
using GameAuth;
using GameAuth.Emulator;
using GameAuth.Xbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace XboxConsole;

/// <summary>The host, started for one command and stopped after it.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(
        Choices choices, Func<IXboxAuth, XboxSignIn, CancellationToken, Task> command, CancellationToken cancellationToken)
    {
        try
        {
            await using GameAuthEmulator? emulator = choices.UseEmulator ? await StartEmulatorAsync(cancellationToken) : null;
            using IHost host = Build(emulator, choices);
            await host.StartAsync(cancellationToken);

            // The player of the emulator approves by itself: a code at once, a page when it is visited.
            RichConsolePrompt prompt = emulator is null ? new RichConsolePrompt() : new RichConsolePrompt { Browser = choices.UseBrowser ? new EmulatedBrowser() : null };
            XboxSignIn signIn = choices.UseBrowser ? XboxSignIn.Browser(prompt) : XboxSignIn.DeviceCode(prompt);
            using EmulatedPlay? play = emulator is null ? null : new EmulatedPlay(emulator);
            await command(host.Services.GetRequiredService<IXboxAuth>(), signIn, cancellationToken);

            // Also after Ctrl+C: what is on the wire is finished, and sockets are closed.
            await host.StopAsync(CancellationToken.None);
            return ExitCode.Done;
        }
        catch (Exception error) when (error is GameAuthException or OperationCanceledException)
        {
            return Failure.Tell(error, "Pass --client-id, or try --emulator.");
        }
    }

    private static Task<GameAuthEmulator> StartEmulatorAsync(CancellationToken cancellationToken) =>
        GameAuthEmulator.StartAsync(new EmulatorOptions { Xbox = { PollInterval = TimeSpan.FromSeconds(1) } }, cancellationToken);

    private static IHost Build(GameAuthEmulator? emulator, Choices choices)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = emulator is null ? null : Environments.Development });
        app.Logging.SetMinimumLevel(LogLevel.Warning);

        // A start that fails is told below, without a stack trace.
        app.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        Set("GameAuth:Xbox:ClientId", choices.ClientId);

        // SISU wants to know the title; the emulator takes any.
        Set("GameAuth:Xbox:TitleId", choices.TitleId ?? (emulator is null ? null : "1234567890"));

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

        void Set(string key, string? value)
        {
            if (value is not null)
            {
                app.Configuration.AddInMemoryCollection([new(key, value)]);
            }
        }
    }
}

/// <summary>What the command line says about the sign-in.</summary>
internal sealed record Choices(bool UseEmulator, bool UseBrowser, string? ClientId, string? TitleId);
