using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>One player of the answer.</summary>
internal sealed class ProfileUser
{
    [JsonPropertyName("id")]
    public string? Xuid { get; set; }

    [JsonPropertyName("settings"), JsonConverter(typeof(WireListConverter<ProfileSetting>))]
    public IReadOnlyList<ProfileSetting> Settings { get; set; } = [];

    public string? Find(string setting) =>
        Settings.FirstOrDefault(one => string.Equals(one.Id, setting, StringComparison.OrdinalIgnoreCase))?.Value;
}
