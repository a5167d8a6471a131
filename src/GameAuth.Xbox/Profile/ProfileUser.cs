using System.Globalization;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>One player of the answer.</summary>
internal sealed class ProfileUser
{
    /// <summary>What is asked for, and read below.</summary>
    public static readonly string[] Wanted = ["Gamertag", "Gamerscore", "GameDisplayPicRaw", "AccountTier"];

    [JsonPropertyName("id")]
    public string? Xuid { get; set; }

    [JsonPropertyName("settings"), JsonConverter(typeof(WireListConverter<ProfileSetting>))]
    public IReadOnlyList<ProfileSetting> Settings { get; set; } = [];

    /// <summary>The profile; null where the answer has no gamertag, or no number as gamerscore.</summary>
    public XboxProfile? Read(XboxImages images)
    {
        string gamertag = ServerText.Clean(Find("Gamertag"), 64);
        return Xuid is { Length: > 0 } && gamertag.Length > 0 && int.TryParse(Find("Gamerscore"), NumberStyles.None, CultureInfo.InvariantCulture, out int gamerscore)
            ? new XboxProfile(Xuid, gamertag, gamerscore, images.Find(Find("GameDisplayPicRaw")), Lenient.TextOrNull(Find("AccountTier")))
            : null;
    }

    private string? Find(string setting) =>
        Settings.FirstOrDefault(one => string.Equals(one.Id, setting, StringComparison.OrdinalIgnoreCase))?.Value;
}
