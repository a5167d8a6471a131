using GameAuth.Hytale;

namespace HytaleServer;

/// <summary>What the command line says.</summary>
internal sealed record Choices(bool UseEmulator, HytaleDialect? Dialect, string? Gateway, string? Store, string? Profile, int Port, bool IsPlain);
