using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Reads the plugin's state file. Every value may be an empty string, which is what its sign-out leaves.</summary>
internal sealed class StateFileImporter(ImportTarget target) : ICredentialImporter<MsaToken>
{
    private const int MaxSerial = 64;

    public bool Takes(string fileName) => fileName is "state.json" or "achievements-tracker-state.json";

    // OBS keeps the version before beside the file, and a half-written one.
    public IEnumerable<string> Companions(string fileName) => [fileName + ".bak", fileName + ".tmp"];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<MsaToken> findings)
    {
        StateFile state = JsonSerializer.Deserialize(content.Span, XboxImportJson.Default.StateFile) ?? throw new FormatException();
        if (Device(state) is { } device)
        {
            findings.AddDevice(target.Identities, device);
        }

        target.AddGrant(
            findings, Either(state.WrittenRefreshToken, state.DocumentedRefreshToken), scope: null,
            new ImportedPlayer(Either(state.WrittenXuid, state.DocumentedXuid), Either(state.WrittenGamertag, state.DocumentedGamertag)));
    }

    /// <summary>The id and the key belong together: without either of them the device is not the one that the service knows.</summary>
    private XboxDeviceIdentity? Device(StateFile state)
    {
        StoredProofKey? key = target.Identities.TakesOver && Either(state.WrittenKey, state.DocumentedKey) is { } text ? ImportedKey.TryRead(text) : null;
        if (key is null || !Guid.TryParse(state.DeviceId, out Guid id))
        {
            return null;
        }

        string? serial = Either(state.WrittenSerial, state.DocumentedSerial);
        bool isUuid = Guid.TryParse(serial, out Guid uuid);
        return new XboxDeviceIdentity
        {
            Id = id,
            Serial = isUuid ? uuid : target.Ids.NextUuid(),
            SerialNumber = isUuid || serial is not { Length: <= MaxSerial } || !serial.All(char.IsAsciiLetterOrDigit) ? null : serial,
            Key = key,
        };
    }

    private static string? Either(string? written, string? documented) =>
        string.IsNullOrEmpty(written) ? string.IsNullOrEmpty(documented) ? null : documented : written;
}

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
