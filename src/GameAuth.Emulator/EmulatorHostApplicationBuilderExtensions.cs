using GameAuth.Emulator;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>Points an application at a running emulator.</summary>
public static class EmulatorHostApplicationBuilderExtensions
{
    /// <summary>Adds the emulator's configuration last, so that it wins over every other source added so far.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="emulator">The running emulator.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The environment is Production: a player must never sign in to an emulator.</exception>
    public static IHostApplicationBuilder UseEmulator(this IHostApplicationBuilder builder, GameAuthEmulator emulator)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(emulator);
        if (builder.Environment.IsProduction())
        {
            throw new InvalidOperationException($"UseEmulator refuses to run in the environment '{builder.Environment.EnvironmentName}': tokens of an emulator prove nothing. Set DOTNET_ENVIRONMENT=Development, or do not call it.");
        }

        builder.Configuration.AddInMemoryCollection(emulator.Configuration);
        return builder;
    }
}
