using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The answer of <c>/profile/settings</c>, for one player or for several.</summary>
internal sealed class ProfileAnswer
{
    [JsonPropertyName("profileUsers"), JsonConverter(typeof(WireListConverter<ProfileUser>))]
    public IReadOnlyList<ProfileUser>? Users { get; set; }
}
