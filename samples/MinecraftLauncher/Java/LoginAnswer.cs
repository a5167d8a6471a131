using System.Text.Json.Serialization;
using GameAuth;
using GameAuth.Providers;

namespace MinecraftLauncher.Java;

/// <summary>Its answer. <c>username</c> is an id of the account, not of the player, and is not read.</summary>
internal sealed record LoginAnswer
{
    [JsonPropertyName("access_token")]
    public Secret? AccessToken { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("expires_in"), JsonConverter(typeof(WireInt64Converter))]
    public long ExpiresIn { get; init; }
}
