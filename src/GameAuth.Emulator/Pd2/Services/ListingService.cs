using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Pd2.Feathers;

namespace GameAuth.Emulator.Pd2.Services;

/// <summary><c>market/listing</c>: what players sell. Everybody sees it; only the seller changes it.</summary>
internal sealed class ListingService : CollectionService
{
    public ListingService(Pd2Authority authority)
        : base(authority, "market/listing", "listing", "listing", FeathersMethod.All)
    {
        DateTimeOffset begin = authority.Core.Clock.Now.AddDays(-1);
        foreach ((EmulatedPd2Player player, EmulatedPd2Listing listing) in authority.Owners.SelectMany(player => player.Listings.Select(listing => (player, listing))))
        {
            begin += TimeSpan.FromMinutes(1);
            JsonObject one = ItemJson.Listing(player, listing, begin);
            Add(one, player, begin);
            // The same in every run.
            one["_id"] = Pd2Text.IdOf("listing " + player.Id + listing.Item.Hash);
        }
    }

    public OfferService? Offers { get; set; }

    /// <summary>What was removed.</summary>
    public List<JsonObject> Archive { get; } = [];

    public JsonNode ShapeOf(JsonObject one, JsonObject query) => Shape(one, query);

    protected override JsonNode Shape(JsonObject one, JsonObject query)
    {
        JsonObject shown = one.DeepClone().AsObject();
        if (query["$resolve"] is not JsonObject resolve) { return shown; }
        if (resolve["user"] is not null) { shown["user"] = UserOf(Text(one, "user_id")); }
        if (resolve["offers"] is not null) { shown["offers"] = new JsonArray([.. Offers!.Of(one).Select(offer => Offers.WithUser(offer))]); }
        return shown;
    }

    protected override JsonObject Made(Pd2Call call)
    {
        JsonObject one = base.Made(call);
        if (one["item"] is not JsonObject || Text(one, "type") != "item") { throw new FeathersException(400, "validation failed: a listing needs type 'item' and an item"); }
        if (one["user_id"] is not null && !Owns(call.Player, one)) { throw new FeathersException(403, "user_id is somebody else's"); }
        one["user_id"] = call.Player.Id;
        one["bumped_at"] ??= Pd2Text.Time(call.Now);
        one["accepted_offer_id"] ??= null;
        return one;
    }

    protected override void CheckChange(Pd2Call call, JsonObject one)
    {
        if (!Owns(call.Player, one)) { throw new FeathersException(403, "You are not allowed to change this listing"); }
        if (call.Feathers.Data["accepted_offer_id"] is { } offer && !Offers!.Of(one).Any(known => Text(known, "_id") == offer.ToString())) { throw new FeathersException(400, "accepted_offer_id names no offer for this listing"); }
    }

    protected override void Dropped(JsonObject one) => Archive.Add(one);
}

/// <summary><c>market/listingArchive</c>: what the caller sold or took back.</summary>
internal sealed class ArchiveService(ListingService listings) : Pd2Service("market/listingArchive", "archive", "listing", FeathersMethod.Find)
{
    public override JsonNode Answer(Pd2Call call) => FeathersQuery.Page(
        listings.Archive.Where(one => one["user_id"]?.ToString() == call.Player.Id), call.Feathers.Query, one => listings.ShapeOf(one, call.Feathers.Query));
}

/// <summary><c>market/offer</c>: seen by who made it and by the seller, who is told of a new one; either says no by <c>rejected</c>.</summary>
internal sealed class OfferService(Pd2Authority authority, ListingService listings)
    : CollectionService(authority, "market/offer", "offer", "offer", FeathersMethod.Find, FeathersMethod.Get, FeathersMethod.Create, FeathersMethod.Patch)
{
    public NotificationService Notifications { get; } = new(authority);

    public IEnumerable<JsonObject> Of(JsonObject listing) => Documents.Where(one => Text(one, "listing_id") == Text(listing, "_id"));

    public JsonObject WithUser(JsonObject offer)
    {
        JsonObject shown = offer.DeepClone().AsObject();
        shown["user"] = UserOf(Text(offer, "user_id"));
        return shown;
    }

    public static string? SellerOf(JsonObject offer) => Text(offer, "seller_id");

    protected override bool Sees(EmulatedPd2Player player, JsonObject one) => Owns(player, one) || SellerOf(one) == player.Id;

    protected override JsonObject Made(Pd2Call call)
    {
        JsonObject data = call.Feathers.Data;
        if (listings.WithId(Text(data, "listing_id")) is not { } listing) { throw new FeathersException(400, "listing_id names no listing"); }
        if (Text(listing, "user_id") == call.Player.Id) { throw new FeathersException(400, "the listing is your own"); }
        return Of(listing, call.Player, data["offer"], data["hr_offer"]);
    }

    public static JsonObject Of(JsonObject listing, EmulatedPd2Player by, JsonNode? offer, JsonNode? hrOffer) => new()
    {
        ["listing_id"] = Text(listing, "_id"), ["seller_id"] = Text(listing, "user_id"), ["user_id"] = by.Id,
        ["offer"] = offer?.DeepClone(), ["hr_offer"] = hrOffer?.DeepClone(), ["rejected"] = false,
    };

    protected override void CheckChange(Pd2Call call, JsonObject one)
    {
        if (call.Feathers.Data["rejected"]?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)) { throw new FeathersException(400, "an offer can only be rejected"); }
    }

    protected override void Added(JsonObject one, EmulatedPd2Player by, DateTimeOffset now)
    {
        if (Authority.Find(SellerOf(one)) is { } seller) { Notifications.Tell(seller, "offer_received", one, now); }
    }
}

/// <summary><c>system/notification</c>: each is pushed to its player as it is made.</summary>
internal sealed class NotificationService(Pd2Authority authority) : CollectionService(authority, "system/notification", "notification", null, FeathersMethod.Find, FeathersMethod.Remove)
{
    public void Tell(EmulatedPd2Player player, string type, JsonObject offer, DateTimeOffset now)
    {
        JsonObject one = Add(new JsonObject
        {
            ["user_id"] = player.Id, ["type"] = type, ["data"] = new JsonObject { ["listing_id"] = Text(offer, "listing_id") }, ["meta"] = new JsonObject { ["string"] = Text(offer, "offer") },
        }, player, now);
        Authority.Hub.Push(Path + " pushed", one, to => to.Id == player.Id);
    }

    protected override bool Sees(EmulatedPd2Player player, JsonObject one) => Owns(player, one);
}
