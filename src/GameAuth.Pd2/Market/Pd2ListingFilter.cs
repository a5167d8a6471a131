using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Pd2;

/// <summary>Which listings are wanted. What is null is not asked for. Immutable.</summary>
public sealed record Pd2ListingFilter
{
    /// <summary>What the item's name has in it, in any case. It is taken as plain text: its characters have no meaning of their own. At most 128 characters.</summary>
    public string? NameContains { get; init; }

    /// <summary>The item's quality, such as <c>Unique</c>.</summary>
    public string? Quality { get; init; }

    /// <summary>Hardcore or softcore.</summary>
    public bool? IsHardcore { get; init; }

    /// <summary>Ladder or not.</summary>
    public bool? IsLadder { get; init; }

    /// <summary>Ethereal or not.</summary>
    public bool? IsEthereal { get; init; }

    /// <summary>Corrupted or not.</summary>
    public bool? IsCorrupted { get; init; }

    /// <summary>Identified or not.</summary>
    public bool? IsIdentified { get; init; }

    /// <summary>One item, by what the service knows it by.</summary>
    public string? ItemHash { get; init; }

    /// <summary>The listings of one player, by the player's id.</summary>
    public string? SellerId { get; init; }

    /// <summary>What the item has to do: all of it.</summary>
    public IReadOnlyList<Pd2ModifierFilter> Modifiers { get; init; } = [];

    /// <summary>Listings that were changed since. Default null: of any age.</summary>
    public DateTimeOffset? UpdatedSince { get; init; }

    /// <summary>Whether listings with an accepted offer are wanted too. Default false.</summary>
    public bool IncludesSold { get; init; }

    /// <summary>Whether those come first that were bumped longest ago. Default false: the latest first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>How many are asked for at a time. Default 50; from 1 to 250.</summary>
    public int PageSize
    {
        get;
        init => field = value is >= 1 and <= 250 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A page has 1 to 250 listings.");
    }

    = 50;

    /// <summary>Whether the offers are wanted with each.</summary>
    internal bool WithOffers { get; init; }

    /// <summary>Checks the texts, before anything is sent.</summary>
    internal void Check(string argument)
    {
        const int Most = 128;
        if ((string?[])[NameContains, Quality, ItemHash, .. Modifiers.Select(static one => one.Name)] is { } texts
            && Array.Exists(texts, static text => text is { Length: 0 or > Most } || text?.Any(char.IsControl) == true))
        {
            throw new ArgumentException($"A text of the filter is empty, has more than {Most} characters, or has one that can't be seen.", argument);
        }

        if (SellerId is not null && !Pd2Fields.IsId(SellerId))
        {
            throw new ArgumentException("SellerId is no id of the service: those are letters, digits, '_' and '-'.", argument);
        }

        if (Modifiers.Any(static one => !double.IsFinite(one.Min ?? 0) || !double.IsFinite(one.Max ?? 0)))
        {
            throw new ArgumentException("A modifier's limit is no finite number.", argument);
        }
    }

    /// <summary>The query of a page.</summary>
    internal FeathersValue ToQuery(int skip)
    {
        JsonObject resolve = new() { ["user"] = new JsonObject { ["in_game_account"] = true } };
        JsonObject query = new()
        {
            ["$resolve"] = resolve,
            ["type"] = "item",
            ["$limit"] = PageSize,
            ["$skip"] = skip,
            ["$sort"] = new JsonObject { ["bumped_at"] = OldestFirst ? 1 : -1 },
        };
        if (WithOffers)
        {
            resolve["offers"] = new JsonObject { ["user"] = true };
        }

        if (!IncludesSold)
        {
            query["accepted_offer_id"] = null;
        }

        Put(query, "updated_at", UpdatedSince is { } since ? new JsonObject { ["$gte"] = Pd2Fields.Write(since) } : null);
        Put(query, "item.modifiers", Modifiers.Count > 0 ? new JsonObject { ["$all"] = new JsonArray([.. Modifiers.Select(static one => one.ToMatch())]) } : null);
        Put(query, "is_hardcore", IsHardcore);
        Put(query, "is_ladder", IsLadder);
        Put(query, "item.is_ethereal", IsEthereal);
        Put(query, "item.corrupted", IsCorrupted);
        Put(query, "item.is_identified", IsIdentified);
        Put(query, "item.quality.name", Quality);
        Put(query, "item.hash", ItemHash);
        Put(query, "user_id", SellerId);
        Put(query, "item.name", NameContains is { } name ? new JsonObject { ["$regex"] = Escape(name), ["$options"] = "i" } : null);
        return Pd2Arguments.Of(query);
    }

    /// <summary>Adds what is asked for.</summary>
    internal static void Put(JsonObject query, string name, JsonNode? value)
    {
        if (value is not null)
        {
            query[name] = value;
        }
    }

    /// <summary>Text in which no character has a meaning of its own in a regular expression.</summary>
    internal static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length + 8);
        foreach (char c in text)
        {
            if (@"\^$.|?*+()[]{}/-".Contains(c, StringComparison.Ordinal))
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }
}

/// <summary>Something that an item has to do. Immutable.</summary>
/// <param name="Name">The service's name of it, as <see cref="Pd2Modifier.Name"/> has it.</param>
/// <param name="Min">The least that its first number may be; null for no limit.</param>
/// <param name="Max">The most that its first number may be; null for no limit.</param>
public sealed record Pd2ModifierFilter(string Name, double? Min = null, double? Max = null)
{
    internal JsonObject ToMatch()
    {
        JsonObject range = new();
        Pd2ListingFilter.Put(range, "$gte", Min);
        Pd2ListingFilter.Put(range, "$lte", Max);
        JsonObject match = new() { ["name"] = Name };
        Pd2ListingFilter.Put(match, "values.0", range.Count > 0 ? range : null);
        return new JsonObject { ["$elemMatch"] = match };
    }
}
