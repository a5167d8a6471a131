using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>One setting; every value is text, the gamerscore too.</summary>
internal sealed class ProfileSetting
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("value")]
    public string? Value { get; set; }
}
