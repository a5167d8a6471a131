namespace GameAuth.Conventions.Arrows;

/// <summary>One type of an assembly knows another one of it.</summary>
internal sealed record FolderReference(string From, string FromFolder, string To, string ToFolder);
