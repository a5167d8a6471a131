using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Providers;

/// <summary>
/// Reads a value without what does not fit its type: member by member in an object, item by item in a list. A member that does not fit, or that stands twice with different values, counts as
/// absent, and an item that does not fit is left out. For one value, since it counts.
/// </summary>
/// <param name="options">The options of the context that the types are from.</param>
/// <param name="mostMisfits">How much may not fit before the whole counts as another kind of answer: each misfit costs an exception, and no honest answer has many.</param>
internal sealed class LenientJson(JsonSerializerOptions options, int mostMisfits)
{
    private readonly Dictionary<JsonTypeInfo, Dictionary<string, JsonPropertyInfo>> _members = [];
    private readonly StringComparer _names = options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
    private int _misfits;

    /// <summary>The value; null where it is none of the type even so.</summary>
    public T? Read<T>(JsonElement value, JsonTypeInfo<T> type)
        where T : class
    {
        bool fits = TryKeep(value, type, out JsonNode? kept) && _misfits <= mostMisfits;
        try
        {
            return fits ? kept.Deserialize(type) : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private bool TryKeep(JsonElement value, JsonTypeInfo type, out JsonNode? kept)
    {
        switch (type.Kind, value.ValueKind)
        {
            case (JsonTypeInfoKind.Object, JsonValueKind.Object):
                kept = Members(value, type);

                // Without a member that its type requires it is none.
                return !Requires(type) || Fits(kept, type);
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.Array):
                kept = Items(value, type.ElementType!);
                return true;
            default:
                kept = ToNode(value);
                return Fits(kept, type);
        }
    }

    private bool TryKeepMember(JsonElement value, JsonTypeInfo owner, JsonPropertyInfo member, out JsonNode? kept)
    {
        if (member.CustomConverter is IListConverter list)
        {
            // Null is for the converter.
            kept = value.ValueKind is JsonValueKind.Array ? Items(value, list.ItemType) : null;
            return value.ValueKind is JsonValueKind.Array or JsonValueKind.Null;
        }

        if (member.CustomConverter is null)
        {
            return TryKeep(value, options.GetTypeInfo(member.PropertyType), out kept);
        }

        // Only its owner knows the converter. One that requires other members can't tell, and then the member stays.
        kept = ToNode(value);
        return Requires(owner) || Fits(new JsonObject { [member.Name] = kept?.DeepClone() }, owner);
    }

    private JsonObject Members(JsonElement value, JsonTypeInfo type)
    {
        JsonObject kept = [];
        Dictionary<string, JsonPropertyInfo> known = MembersOf(type);
        bool keepsMore = type.Properties.Any(static one => one.IsExtensionData);
        foreach (IGrouping<string, JsonProperty> same in value.EnumerateObject().GroupBy(static one => one.Name, _names))
        {
            JsonElement first = same.First().Value;
            if (!same.Skip(1).All(other => JsonElement.DeepEquals(first, other.Value)))
            {
                continue;
            }

            if (known.TryGetValue(same.Key, out JsonPropertyInfo? member))
            {
                if (TryKeepMember(first, type, member, out JsonNode? fitting))
                {
                    kept[member.Name] = fitting;
                }
            }
            else if (keepsMore)
            {
                kept[same.Key] = ToNode(first);
            }
        }

        return kept;
    }

    private JsonArray Items(JsonElement value, Type item)
    {
        JsonArray kept = [];
        JsonTypeInfo type = options.GetTypeInfo(item);
        foreach (JsonElement one in value.EnumerateArray())
        {
            if (TryKeep(one, type, out JsonNode? fitting))
            {
                kept.Add(fitting);
            }
        }

        return kept;
    }

    private Dictionary<string, JsonPropertyInfo> MembersOf(JsonTypeInfo type)
    {
        if (!_members.TryGetValue(type, out Dictionary<string, JsonPropertyInfo>? members))
        {
            _members[type] = members = type.Properties.Where(static one => !one.IsExtensionData).ToDictionary(static one => one.Name, _names);
        }

        return members;
    }

    // One that is made by its constructor may want a member there.
    private static bool Requires(JsonTypeInfo type) => type.CreateObject is null || type.Properties.Any(static one => one.IsRequired);

    private bool Fits(JsonNode? node, JsonTypeInfo type)
    {
        if (_misfits > mostMisfits)
        {
            return false;
        }

        try
        {
            node.Deserialize(type);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _misfits++;
            return false;
        }
    }

    private static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };
}
