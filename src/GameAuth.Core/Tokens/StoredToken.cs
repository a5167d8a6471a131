using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>A token's row, in the clear, before it is sealed. Members that a newer release added survive a rewrite by this one.</summary>
internal sealed class StoredToken
{
    public JsonElement Token { get; init; }

    public DateTimeOffset MintedAt { get; init; }

    public IReadOnlyList<ParentVersion> Lineage { get; init; } = [];

    public StoredIntent? Intent { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    public StoredToken With(StoredIntent? intent) => new() { Token = Token, MintedAt = MintedAt, Lineage = Lineage, Intent = intent, Unknown = Unknown };
}
