namespace GameAuth.Torture;

/// <summary>A row's file at other times.</summary>
internal sealed record FileHistory(byte[] OneSaveAgo, byte[] TwoSavesAgo, byte[] OneSaveLater);
