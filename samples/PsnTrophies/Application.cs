using System.Security.Cryptography;
using GameAuth;
using GameAuth.Emulator;
using GameAuth.Psn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XboxConsole;

namespace PsnTrophies;

/// <summary>The host, started for one command and stopped after it.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(Choices choices, Func<Stage, CancellationToken, Task> command, CancellationToken cancellationToken)
    {
        try
        {
            await using GameAuthEmulator? emulator = choices.UseEmulator ? await StartEmulatorAsync(choices, cancellationToken) : null;
            using IHost host = Build(choices, emulator);
            await host.StartAsync(cancellationToken);
            try
            {
                ISignInPrompt prompt = emulator is null ? new RichConsolePrompt() : PromptOf(emulator);
                PsnSignIn signIn = choices.UseBrowser ? PsnSignIn.Browser(prompt) : PsnSignIn.Npsso(prompt);
                await command(new Stage(host.Services.GetRequiredService<IPsnAuth>(), signIn, emulator), cancellationToken);
            }
            finally
            {
                // Also after Ctrl+C: what is on the wire is finished, and what is still open is ended.
                await host.StopAsync(CancellationToken.None);
            }

            return ExitCode.Done;
        }
        catch (Exception error) when (error is GameAuthException or OperationCanceledException)
        {
            return Failure.Tell(error, "Set it with: dotnet user-secrets set GameAuth:Psn:ClientId … --project samples/PsnTrophies. See docs/psn.md, or try --emulator.");
        }
    }

    private static Task<GameAuthEmulator> StartEmulatorAsync(Choices choices, CancellationToken cancellationToken)
    {
        EmulatorOptions options = new() { Providers = { PsnDefaults.Provider } };
        choices.Emulated?.Invoke(options.Psn);
        return GameAuthEmulator.StartAsync(options, cancellationToken);
    }

    // The prompt that a person would get, with the answer of the emulator's first player at hand.
    private static RichConsolePrompt PromptOf(GameAuthEmulator emulator) =>
        new() { Browser = null, Input = new StringReader(emulator.Psn.NpssoOf(emulator.Psn.Players[0].OnlineId)) };

    private static IHost Build(Choices choices, GameAuthEmulator? emulator)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = emulator is null ? null : Environments.Development });
        app.Logging.SetMinimumLevel(LogLevel.Warning);

        // A start that fails is told without a stack trace.
        app.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // Client id, secret, redirect and scope are yours: no package brings any. What the environment says comes last.
        app.Configuration.AddUserSecrets(typeof(Application).Assembly).AddEnvironmentVariables();
        GameAuthBuilder gameAuth = app.Services.AddGameAuth(static options => options.ApplicationName = "psn-samples").AddPsn();
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
internal sealed record Stage(IPsnAuth Psn, PsnSignIn SignIn, GameAuthEmulator? Emulator)
{
    /// <summary>Silent when something is stored; with an npsso to paste or a page to visit when not.</summary>
    public Task<PsnAccount> SignInAsync(CancellationToken cancellationToken) => Psn.SignInAsync(SignIn, cancellationToken);

    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        if (await Psn.FindAsync(cancellationToken: cancellationToken) is not { } me)
        {
            Console.WriteLine("Nobody is signed in.");
            return;
        }

        await me.SignOutAsync(cancellationToken);
        Console.WriteLine($"{me.OnlineId} is signed out.");
    }
}

/// <summary>What the command line says about the sign-in.</summary>
internal sealed record Choices(bool UseEmulator, bool UseBrowser, string? Store)
{
    /// <summary>What is on the embedded emulator.</summary>
    public Action<PsnEmulatorOptions>? Emulated { get; init; }

    /// <summary>Why these do not go together; null when they do.</summary>
    public string? Fault => (UseEmulator, UseBrowser, Store) switch
    {
        (true, true, _) => "--browser wants a person, and the emulator's player is none. Leave one of them out.",
        (true, _, not null) => "--store keeps nothing with --emulator: what an embedded emulator has issued ends with it. Leave one of them out.",
        _ => null,
    };
}
