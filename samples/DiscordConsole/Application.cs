using System.Security.Cryptography;
using GameAuth;
using GameAuth.Discord;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XboxConsole;

namespace DiscordConsole;

/// <summary>The host, started for one command and stopped after it.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(Choices choices, Func<Stage, CancellationToken, Task> command, CancellationToken cancellationToken)
    {
        try
        {
            await using EmulatedBackend? backend = choices.UseEmulator ? await EmulatedBackend.StartAsync(TimeProvider.System, cancellationToken) : null;
            using IHost host = Build(choices, backend);
            await host.StartAsync(cancellationToken);
            try
            {
                ISignInPrompt prompt = backend is null ? new RichConsolePrompt() : new EmulatedBrowser();
                await command(new Stage(host.Services.GetRequiredService<IDiscordAuth>(), DiscordSignIn.Browser(prompt), backend), cancellationToken);
            }
            finally
            {
                // Also after Ctrl+C: what is on the wire is finished, and the room is left.
                await host.StopAsync(CancellationToken.None);
            }

            return ExitCode.Done;
        }
        catch (Exception error) when (error is GameAuthException or OperationCanceledException)
        {
            return Failure.Tell(error, "Set them with: dotnet user-secrets set GameAuth:Discord:ClientId … --project samples/DiscordConsole (and Backend, RedirectUri). See docs/discord.md, or try --emulator.");
        }
    }

    private static IHost Build(Choices choices, EmulatedBackend? backend)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = backend is null ? null : Environments.Development });
        app.Logging.SetMinimumLevel(LogLevel.Warning);

        // A start that fails is told without a stack trace.
        app.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // Application id, backend and redirect are yours: no package brings any. What the environment says comes last.
        app.Configuration.AddUserSecrets(typeof(Application).Assembly).AddEnvironmentVariables();
        GameAuthBuilder gameAuth = app.Services.AddGameAuth(static options => options.ApplicationName = "discord-samples");
        if (backend is not null)
        {
            // What an emulator has issued ends with it.
            app.UseEmulator(backend.Emulator);
            gameAuth.AddDiscord(options => options.Backend = backend.Address).UseMemoryStore().UseKey(RandomNumberGenerator.GetBytes(32));
        }
        else if (choices.Store is { } directory)
        {
            gameAuth.AddDiscord().UseFileStore(Path.Combine(directory, "tokens")).UseKeyFile(Path.Combine(directory, "gameauth.key"));
        }
        else
        {
            // Tokens in files of this user, sealed with a key file of this user: see the storage page for stronger keys.
            gameAuth.AddDiscord().UseFileStore().UseKeyFile();
        }

        return app.Build();
    }
}

/// <summary>What a command has at hand.</summary>
internal sealed record Stage(IDiscordAuth Discord, DiscordSignIn SignIn, EmulatedBackend? Backend)
{
    /// <summary>Silent when a session is stored; with a page to visit when not.</summary>
    public Task<DiscordAccount> SignInAsync(CancellationToken cancellationToken) => Discord.SignInAsync(SignIn, cancellationToken);

    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        if (await Discord.FindAsync(cancellationToken: cancellationToken) is not { } me)
        {
            Console.WriteLine("Nobody is signed in.");
            return;
        }

        await me.SignOutAsync(cancellationToken);
        Console.WriteLine($"{me.DiscordId} is signed out.");
    }
}

/// <summary>What the command line says about the sign-in.</summary>
internal sealed record Choices(bool UseEmulator, string? Store)
{
    /// <summary>Why these do not go together; null when they do.</summary>
    public string? Fault => UseEmulator && Store is not null ? "--store keeps nothing with --emulator: what an embedded emulator has issued ends with it. Leave one of them out." : null;
}
