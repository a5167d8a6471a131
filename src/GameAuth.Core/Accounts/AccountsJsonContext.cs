using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>The JSON of account rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountRow))]
[JsonSerializable(typeof(DefaultAccountRow))]
internal sealed partial class AccountsJsonContext : JsonSerializerContext;
