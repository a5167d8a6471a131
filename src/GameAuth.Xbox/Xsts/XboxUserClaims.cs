using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>The claims of a player. Relying parties other than the Xbox services often get the user hash alone.</summary>
internal sealed class XboxUserClaims
{
    [JsonPropertyName("uhs")]
    public string? UserHash { get; set; }

    [JsonPropertyName("xid")]
    public string? Xuid { get; set; }

    [JsonPropertyName("gtg")]
    public string? Gamertag { get; set; }

    [JsonPropertyName("agg")]
    public string? AgeGroup { get; set; }
}
