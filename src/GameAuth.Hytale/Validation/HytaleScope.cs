namespace GameAuth.Hytale;

/// <summary>The scopes that Hytale's session service puts into tokens (<c>scope</c>): what their holder is.</summary>
/// <remarks>Facts: seen in tokens of players and servers.</remarks>
public static class HytaleScope
{
    /// <summary>A player's client: <c>hytale:client</c>.</summary>
    public const string Client = "hytale:client";

    /// <summary>A server: <c>hytale:server</c>.</summary>
    public const string Server = "hytale:server";

    /// <summary>The editor: <c>hytale:editor</c>.</summary>
    public const string Editor = "hytale:editor";
}
