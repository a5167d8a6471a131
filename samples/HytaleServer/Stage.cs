using GameAuth.Emulator;
using GameAuth.Hytale;
using Microsoft.Extensions.DependencyInjection;

namespace HytaleServer;

/// <summary>What a command has at hand.</summary>
internal sealed record Stage(IServiceProvider Services, Choices Choices, HytaleSignIn SignIn, GameAuthEmulator? Emulator)
{
    public IHytaleAuth Hytale => Services.GetRequiredService<IHytaleAuth>();

    public HytaleTokenValidator Tokens => Services.GetRequiredService<HytaleTokenValidator>();

    public TimeProvider Time => Services.GetRequiredService<TimeProvider>();
}
