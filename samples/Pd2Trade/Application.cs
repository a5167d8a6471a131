using System.Security.Cryptography;
using GameAuth;
using GameAuth.Emulator;
using GameAuth.Pd2;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XboxConsole;

namespace Pd2Trade;

/// <summary>The host, started for one command and stopped after it.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(Choices choices, Func<Stage, CancellationToken, Task> command, CancellationToken cancellationToken)
    {
        try
        {
            await using GameAuthEmulator? emulator = choices.UseEmulator
                ? await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { Pd2Defaults.Provider } }, cancellationToken)
                : null;
            using IHost host = Build(choices, emulator);
            await host.StartAsync(cancellationToken);
            try
            {
                await command(new Stage(host.Services.GetRequiredService<IPd2Auth>(), SignInOf(choices, emulator), emulator), cancellationToken);
            }
            finally
            {
                // Also after Ctrl+C: what is on the wire is finished, and the socket is closed.
                await host.StopAsync(CancellationToken.None);
            }

            return ExitCode.Done;
        }
        catch (Exception error) when (error is GameAuthException or OperationCanceledException)
        {
            return Failure.Tell(error, "See docs/pd2.md, or try --emulator.");
        }
    }

    // A person's own browser, from which the one value is read; without one the player pastes it.
    private static Pd2SignIn SignInOf(Choices choices, GameAuthEmulator? emulator) => (choices.UsePaste, emulator) switch
    {
        (_, not null) => Pd2SignIn.Paste(new RichConsolePrompt { Browser = null, Input = new StringReader(emulator.Pd2.WebsiteTokenOf(emulator.Pd2.Players[0].Username)) }),
        (true, _) => Pd2SignIn.Paste(new RichConsolePrompt()),
        _ => Pd2SignIn.Browser(new DevToolsPrompt()),
    };

    private static IHost Build(Choices choices, GameAuthEmulator? emulator)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = emulator is null ? null : Environments.Development });
        app.Logging.SetMinimumLevel(LogLevel.Warning);

        // A start that fails is told without a stack trace.
        app.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        GameAuthBuilder gameAuth = app.Services.AddGameAuth(static options => options.ApplicationName = "pd2-trade-sample").AddPd2();
        if (emulator is not null)
        {
            // What an emulator has issued ends with it.
            app.UseEmulator(emulator);
            gameAuth.UseMemoryStore().UseKey(RandomNumberGenerator.GetBytes(32));
        }
        else if (choices.Store is { } directory)
        {
            gameAuth.UseFileStore(Path.Combine(directory, "tokens")).UseKeyFile(Path.Combine(directory, "gameauth.key"));
        }
        else
        {
            // Tokens in files of this user, sealed with a key file of this user: see the storage page for stronger keys.
            gameAuth.UseFileStore().UseKeyFile();
        }

        return app.Build();
    }
}

/// <summary>What a command has at hand.</summary>
internal sealed record Stage(IPd2Auth Pd2, Pd2SignIn SignIn, GameAuthEmulator? Emulator)
{
    /// <summary>Silent when something is stored; with a browser or a token to paste when not.</summary>
    public Task<Pd2Account> SignInAsync(CancellationToken cancellationToken) => Pd2.SignInAsync(SignIn, cancellationToken);

    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        if (await Pd2.FindAsync(cancellationToken: cancellationToken) is not { } me)
        {
            Console.WriteLine("Nobody is signed in.");
            return;
        }

        await me.SignOutAsync(cancellationToken);
        Console.WriteLine($"{me.Username} is signed out.");
    }
}

/// <summary>What the command line says about the sign-in.</summary>
internal sealed record Choices(bool UseEmulator, bool UsePaste, string? Store);
