using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Xbox;

/// <summary>How tokens are written into their sealed rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(XboxDeviceIdentity))]
[JsonSerializable(typeof(DeviceToken))]
[JsonSerializable(typeof(StoredEndpointList))]
[JsonSerializable(typeof(MsaToken))]
[JsonSerializable(typeof(TitleToken))]
[JsonSerializable(typeof(UserToken))]
[JsonSerializable(typeof(UserTitleToken))]
[JsonSerializable(typeof(XstsToken))]
internal sealed partial class XboxRowJsonContext : JsonSerializerContext;
