using System.Text.Json;

namespace GameAuth.Pd2;

/// <summary>An item that is up for sale. What the service sent stays open in <see cref="Json"/>; a member that is missing or of another type is null. Immutable.</summary>
public sealed class Pd2Listing
{
    private Pd2Listing(JsonElement json, string id)
    {
        Json = json;
        Id = id;
    }

    /// <summary>All that the service sent.</summary>
    public JsonElement Json { get; }

    /// <summary>The id of the listing.</summary>
    public string Id { get; }

    /// <summary>The id of the player who sells.</summary>
    public string? SellerId => Pd2Fields.IdOf(Json, "user_id");

    /// <summary>The account name of the player who sells.</summary>
    public string? SellerName => Pd2Fields.MemberOf(Json, "user") is { } seller ? Pd2Fields.TextOf(seller, "username") : null;

    /// <summary>The item.</summary>
    public Pd2Item? Item => Pd2Item.Find(Json, "item");

    /// <summary>What the seller wants, in words: a note, or <c>obo</c> for the best offer. It has been cleaned.</summary>
    public string? Price => Pd2Fields.TextOf(Json, "price");

    /// <summary>What the seller wants, in high runes.</summary>
    public double? HighRunes => Pd2Fields.NumberOf(Json, "hr_price");

    /// <summary>Whether it is for hardcore.</summary>
    public bool? IsHardcore => Pd2Fields.FlagOf(Json, "is_hardcore");

    /// <summary>Whether it is for the ladder.</summary>
    public bool? IsLadder => Pd2Fields.FlagOf(Json, "is_ladder");

    /// <summary>The offer that the seller has accepted.</summary>
    public string? AcceptedOfferId => Pd2Fields.IdOf(Json, "accepted_offer_id");

    /// <summary>When it was last bumped (UTC).</summary>
    public DateTimeOffset? BumpedAt => Pd2Fields.DateOf(Json, "bumped_at");

    /// <summary>When it was put up (UTC).</summary>
    public DateTimeOffset? CreatedAt => Pd2Fields.DateOf(Json, "created_at");

    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset? UpdatedAt => Pd2Fields.DateOf(Json, "updated_at");

    /// <summary>The offers that have been made, as far as they can be read: there are some in the listings of <see cref="Pd2Offers.ListIncomingAsync"/> alone.</summary>
    public IReadOnlyList<Pd2Offer> Offers => Pd2Fields.ListOf(Json, "offers", Pd2Offer.Read);

    /// <summary>The id and the item.</summary>
    /// <returns>For example <c>000000000000000000000001 Emu Ring (Unique)</c>.</returns>
    public override string ToString() => $"{Id} {Item}";

    /// <summary>A listing as the service has it; null for what has no id, and so can't be asked for.</summary>
    internal static Pd2Listing? Read(JsonElement json) => Pd2Fields.IdOf(json, "_id") is { } id ? new Pd2Listing(json, id) : null;
}

/// <summary>An item to put up for sale. Immutable.</summary>
/// <param name="Item">The item, from the stash that it lies in.</param>
/// <param name="Stash">Where it lies: the game account and its mode.</param>
public sealed record Pd2NewListing(Pd2Item Item, Pd2StashId Stash)
{
    /// <summary>What the seller wants, in words. Default null: nothing is said.</summary>
    public string? Price { get; init; }

    /// <summary>What the seller wants, in high runes. Default null: nothing is said.</summary>
    public double? HighRunes { get; init; }
}

/// <summary>What is to change in a listing. What is null stays as it is. Immutable.</summary>
public sealed record Pd2ListingChange
{
    /// <summary>What the seller wants, in words; empty for nothing.</summary>
    public string? Price { get; init; }

    /// <summary>What the seller wants, in high runes.</summary>
    public double? HighRunes { get; init; }

    /// <summary>Whether it goes to the front of the market as well. Default false.</summary>
    public bool Bump { get; init; }
}
