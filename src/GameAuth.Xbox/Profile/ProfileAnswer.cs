using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The answer of <c>/profile/settings</c>.</summary>
internal sealed class ProfileAnswer
{
    [JsonPropertyName("profileUsers"), JsonConverter(typeof(WireListConverter<ProfileUser>))]
    public IReadOnlyList<ProfileUser> Users { get; set; } = [];
}
