using GameAuth;
using GameAuth.Emulator;
using GameAuth.Hytale;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using XboxConsole;

namespace HytaleServer;

/// <summary>The host, started for one command and stopped after it.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(Choices choices, Func<Stage, CancellationToken, Task> command, CancellationToken cancellationToken)
    {
        try
        {
            await using GameAuthEmulator? emulator = choices.UseEmulator ? await StartEmulatorAsync(cancellationToken) : null;
            string? directory = emulator is null ? choices.Store ?? ServerHost.DefaultDirectory : null;
            using IHost host = ServerHost.Build(choices, directory, emulator);
            await host.StartAsync(cancellationToken);
            try
            {
                // A server has no desktop: the code is typed anywhere.
                ISignInPrompt prompt = choices.IsPlain ? new ConsolePrompt { Browser = null } : new RichConsolePrompt { Browser = null };
                await command(new Stage(host.Services, choices, HytaleSignIn.DeviceCode(prompt), emulator), cancellationToken);
            }
            finally
            {
                // Also after Ctrl+C: what is on the wire is finished, and a session that is still open is ended.
                await host.StopAsync(CancellationToken.None);
            }

            return ExitCode.Done;
        }
        catch (Exception error) when (error is GameAuthException or OperationCanceledException)
        {
            return Failure.Tell(error, "Pass --gateway, or try --emulator.");
        }
    }

    private static Task<GameAuthEmulator> StartEmulatorAsync(CancellationToken cancellationToken) => GameAuthEmulator.StartAsync(
        new EmulatorOptions { Providers = { HytaleDefaults.Provider }, Hytale = { PollInterval = TimeSpan.FromSeconds(1) } }, cancellationToken);
}

/// <summary>What a command has at hand.</summary>
internal sealed record Stage(IServiceProvider Services, Choices Choices, HytaleSignIn SignIn, GameAuthEmulator? Emulator)
{
    public IHytaleAuth Hytale => Services.GetRequiredService<IHytaleAuth>();

    public HytaleTokenValidator Tokens => Services.GetRequiredService<HytaleTokenValidator>();

    public TimeProvider Time => Services.GetRequiredService<TimeProvider>();
}

/// <summary>What the command line says.</summary>
internal sealed record Choices(bool UseEmulator, HytaleDialect? Dialect, string? Gateway, string? Store, string? Profile, int Port, bool IsPlain);
