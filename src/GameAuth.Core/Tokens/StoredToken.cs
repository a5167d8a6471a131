using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>A token's row, in the clear, before it is sealed. Members that a newer release added survive a rewrite by this one.</summary>
internal sealed class StoredToken
{
    public JsonElement Token { get; init; }

    public DateTimeOffset MintedAt { get; init; }

    public IReadOnlyList<Ancestor> Lineage { get; init; } = [];

    public MintIntent? Intent { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    public StoredToken With(MintIntent? intent) => new() { Token = Token, MintedAt = MintedAt, Lineage = Lineage, Intent = intent, Unknown = Unknown };
}
