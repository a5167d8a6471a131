namespace GameAuth.Xbox;

/// <summary>Who a player is, by the word of another program's file.</summary>
internal readonly record struct ImportedPlayer
{
    public ImportedPlayer(string? xuid, string? gamertag)
    {
        // Both are only kept where they can be what they claim: the file is not the service.
        Xuid = xuid is { Length: > 0 and <= 20 } && xuid.All(char.IsAsciiDigit) ? xuid : null;
        Gamertag = gamertag is { Length: > 0 and <= 64 } && !gamertag.Any(char.IsControl) ? gamertag : null;
    }

    public string? Xuid { get; }

    public string? Gamertag { get; }
}
