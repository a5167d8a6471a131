using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>How bodies are written and answers are read: Pascal case, numbers that may be strings, dates of any precision.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WireSecretConverter), typeof(WireStringConverter), typeof(WireDateConverter)])]
[JsonSerializable(typeof(DeviceAuthenticateRequest))]
[JsonSerializable(typeof(RpsAuthenticateRequest))]
[JsonSerializable(typeof(SisuAuthenticateRequest))]
[JsonSerializable(typeof(SisuAuthenticateAnswer))]
[JsonSerializable(typeof(SisuAuthorizeRequest))]
[JsonSerializable(typeof(SisuAuthorizeAnswer))]
[JsonSerializable(typeof(XstsAuthorizeRequest))]
[JsonSerializable(typeof(XboxTokenBody))]
[JsonSerializable(typeof(XboxErrorBody))]
[JsonSerializable(typeof(XboxLimitBody))]
[JsonSerializable(typeof(EndpointListBody))]
internal sealed partial class XboxJson : JsonSerializerContext;
