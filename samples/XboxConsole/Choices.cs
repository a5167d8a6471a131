namespace XboxConsole;

/// <summary>What the command line says about the sign-in.</summary>
internal sealed record Choices(bool UseEmulator, bool UseBrowser, string? ClientId, string? TitleId);
