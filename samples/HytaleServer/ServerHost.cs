using System.Security.Cryptography;
using GameAuth.Emulator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HytaleServer;

/// <summary>Puts the host together: GameAuth, its store, Hytale.</summary>
internal static class ServerHost
{
    /// <summary>Where this user's server keeps what it keeps.</summary>
    public static string DefaultDirectory =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "hytale-server");

    /// <param name="choices">What the command line says.</param>
    /// <param name="directory">Where the store is; null keeps it in memory.</param>
    /// <param name="emulator">The embedded emulator, if there is one.</param>
    public static IHost Build(Choices choices, string? directory, GameAuthEmulator? emulator)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = emulator is null ? null : Environments.Development });
        app.Logging.SetMinimumLevel(LogLevel.Warning);

        // A start that fails is told without a stack trace.
        app.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // Token validation and joins come with AddHytale.
        GameAuthBuilder gameAuth = app.Services.AddGameAuth(static options => options.ApplicationName = "hytale-server").AddHytale();
        if (directory is null)
        {
            gameAuth.UseMemoryStore().UseKey(RandomNumberGenerator.GetBytes(32));
        }
        else
        {
            // Sealed with a key file of this user: see the storage page for stronger keys.
            gameAuth.UseFileStore(Path.Combine(directory, "tokens")).UseKeyFile(Path.Combine(directory, "gameauth.key"));
        }

        if (emulator is not null)
        {
            app.UseEmulator(emulator);
        }

        Set("GameAuth:Hytale:Dialect", choices.Dialect?.ToString());
        Set("GameAuth:Hytale:Endpoints:gateway", choices.Gateway);
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
