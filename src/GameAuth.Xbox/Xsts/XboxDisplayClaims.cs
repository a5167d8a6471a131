using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>What a token says about its player in the clear; the token itself is encrypted and never read.</summary>
internal sealed class XboxDisplayClaims
{
    [JsonPropertyName("xui"), JsonConverter(typeof(WireListConverter<XboxUserClaims>))]
    public IReadOnlyList<XboxUserClaims> Users { get; set; } = [];
}
