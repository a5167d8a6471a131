using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Reads the plugin's state file. Every value may be an empty string, which is what its sign-out leaves.</summary>
internal sealed class StateFileImporter(XboxImportTargets targets) : ICredentialImporter<MsaToken>
{
    private const int MaxSerial = 64;

    public bool Takes(string fileName) => fileName is "state.json" or "achievements-tracker-state.json";

    // OBS keeps the version before beside the file, and a half-written one.
    public IEnumerable<string> Companions(string fileName) => [fileName + ".bak", fileName + ".tmp"];

    public void Read(ReadOnlyMemory<byte> content, ImportFindings<MsaToken> findings)
    {
        StateFile state = JsonSerializer.Deserialize(content.Span, XboxImportJsonContext.Default.StateFile) ?? throw new FormatException();
        if (Device(state) is { } device)
        {
            findings.AddDevice(targets.Identities, device);
        }

        new ImportedGrants(targets.Application).Add(
            findings, Either(state.WrittenRefreshToken, state.DocumentedRefreshToken), scope: null,
            new ImportedPlayer(Either(state.WrittenXuid, state.DocumentedXuid), Either(state.WrittenGamertag, state.DocumentedGamertag)));
    }

    /// <summary>The id and the key belong together: without either of them the device is not the one that the service knows.</summary>
    private XboxDeviceIdentity? Device(StateFile state)
    {
        StoredProofKey? key = targets.Identities.TakesOver && Either(state.WrittenKey, state.DocumentedKey) is { } text ? ImportedKey.TryRead(text) : null;
        if (key is null || !Guid.TryParse(state.DeviceId, out Guid id))
        {
            return null;
        }

        string? serial = Either(state.WrittenSerial, state.DocumentedSerial);
        bool isUuid = Guid.TryParse(serial, out Guid uuid);
        return new XboxDeviceIdentity
        {
            Id = id,
            Serial = isUuid ? uuid : targets.Ids.NextUuid(),
            SerialNumber = isUuid || serial is not { Length: <= MaxSerial } || !serial.All(char.IsAsciiLetterOrDigit) ? null : serial,
            Key = key,
        };
    }

    private static string? Either(string? written, string? documented) =>
        string.IsNullOrEmpty(written) ? string.IsNullOrEmpty(documented) ? null : documented : written;
}
