using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>The plugin's file: the members of the shape that its document shows, and of the one that its code writes. What both can do without is left out.</summary>
internal sealed class StateFile
{
    [JsonPropertyName("device_uuid")]
    public string? DeviceId { get; init; }

    [JsonPropertyName("device_serial")]
    public string? DocumentedSerial { get; init; }

    [JsonPropertyName("device_serial_number")]
    public string? WrittenSerial { get; init; }

    /// <summary>SEC 1 or PKCS#8 in PEM.</summary>
    [JsonPropertyName("device_private_key")]
    public string? DocumentedKey { get; init; }

    /// <summary>A private JWK (RFC 7518 section 6.2.2) as a string of JSON.</summary>
    [JsonPropertyName("device_keys")]
    public string? WrittenKey { get; init; }

    [JsonPropertyName("microsoft_refresh_token")]
    public string? DocumentedRefreshToken { get; init; }

    [JsonPropertyName("user_refresh_token")]
    public string? WrittenRefreshToken { get; init; }

    [JsonPropertyName("xuid")]
    public string? DocumentedXuid { get; init; }

    [JsonPropertyName("xbox_id")]
    public string? WrittenXuid { get; init; }

    [JsonPropertyName("gamertag")]
    public string? DocumentedGamertag { get; init; }

    [JsonPropertyName("xbox_gamertag")]
    public string? WrittenGamertag { get; init; }
}
