using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Pd2;

/// <summary>The offers of the market. Safe for use from any thread.</summary>
/// <remarks>As <see cref="Pd2Listings"/>, none of these calls is sent twice.</remarks>
public sealed class Pd2Offers
{
    private readonly Pd2Account _account;

    internal Pd2Offers(Pd2Account account) => _account = account;

    /// <summary>Makes an offer for a listing.</summary>
    /// <param name="listingId">The listing.</param>
    /// <param name="note">What is offered, in words; at most 512 characters.</param>
    /// <param name="highRunes">What is offered, in high runes; null to say nothing.</param>
    /// <param name="cancellationToken">Ends the wait; what was sent may take effect all the same.</param>
    /// <returns>The offer.</returns>
    /// <exception cref="ArgumentException">The id is none, the note is too long or has a character that can't be seen, or the number is none.</exception>
    /// <exception cref="OutcomeUnknownException">It was sent and its answer was lost: it may have been made.</exception>
    /// <exception cref="GameAuthException">As <see cref="Pd2Listings.GetAsync"/>.</exception>
    public async Task<Pd2Offer> MakeAsync(string listingId, string note, double? highRunes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(note);
        Pd2Arguments.CheckPrice(note, highRunes, nameof(note));
        JsonObject offer = new() { ["listing_id"] = Pd2Arguments.Id(listingId), ["offer"] = note };
        Pd2ListingFilter.Put(offer, "hr_offer", highRunes);
        FeathersCall call = new(FeathersMethod.Create, Pd2Service.Offers) { Data = Pd2Arguments.Of(offer), Query = Pd2Arguments.NoQuery };
        JsonElement answer = await _account.CallAsync(call, cancellationToken).ConfigureAwait(false);
        return Pd2Offer.Read(answer) ?? throw Pd2Errors.Unreadable(call.Step, "is no offer: it has no id");
    }

    /// <summary>Takes an offer of the player's own back.</summary>
    /// <param name="offerId">The offer.</param>
    /// <param name="cancellationToken">As for <see cref="MakeAsync"/>.</param>
    /// <returns>Done when the service has agreed.</returns>
    /// <exception cref="GameAuthException">As <see cref="MakeAsync"/>.</exception>
    public Task TakeBackAsync(string offerId, CancellationToken cancellationToken = default) => EndAsync(offerId, cancellationToken);

    /// <summary>Rejects an offer for a listing of the player's own. It is the same call as <see cref="TakeBackAsync"/>: the service tells by whose offer it is.</summary>
    /// <param name="offerId">The offer.</param>
    /// <param name="cancellationToken">As for <see cref="MakeAsync"/>.</param>
    /// <returns>Done when the service has agreed.</returns>
    /// <exception cref="GameAuthException">As <see cref="MakeAsync"/>.</exception>
    public Task RejectAsync(string offerId, CancellationToken cancellationToken = default) => EndAsync(offerId, cancellationToken);

    /// <summary>Accepts an offer for a listing of the player's own.</summary>
    /// <param name="listingId">The listing.</param>
    /// <param name="offerId">The offer; null takes the acceptance back.</param>
    /// <param name="cancellationToken">As for <see cref="MakeAsync"/>.</param>
    /// <returns>The listing as it is now.</returns>
    /// <exception cref="ArgumentException">An id is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="MakeAsync"/>.</exception>
    public Task<Pd2Listing> AcceptAsync(string listingId, string? offerId, CancellationToken cancellationToken = default) => _account.Listings.PatchAsync(
        listingId, Pd2Arguments.Of(new JsonObject { ["accepted_offer_id"] = offerId is null ? null : Pd2Arguments.Id(offerId) }), cancellationToken);

    /// <summary>The player's own listings with the offers that were made for them.</summary>
    /// <param name="cancellationToken">As for <see cref="Pd2Listings.SearchAsync"/>.</param>
    /// <returns>The listings that have offers, the latest bump first.</returns>
    /// <exception cref="SignInRequiredException">The sign-in has not named the player yet; thrown at once.</exception>
    /// <exception cref="GameAuthException">While it is enumerated: as <see cref="Pd2Listings.SearchAsync"/>.</exception>
    public IAsyncEnumerable<Pd2Listing> ListIncomingAsync(CancellationToken cancellationToken = default) => _account.Listings
        .WalkAsync(new Pd2ListingFilter { SellerId = _account.SubjectFor("incoming offers"), IncludesSold = true, WithOffers = true }, cancellationToken)
        .Where(static listing => listing.Offers.Count > 0);

    private Task<JsonElement> EndAsync(string offerId, CancellationToken cancellationToken) => _account.CallAsync(
        new FeathersCall(FeathersMethod.Patch, Pd2Service.Offers) { Id = Pd2Arguments.Id(offerId), Data = Pd2Arguments.Of(new JsonObject { ["rejected"] = true }), Query = Pd2Arguments.NoQuery },
        cancellationToken);
}

/// <summary>An offer for a listing. What the service sent stays open in <see cref="Json"/>; a member that is missing or of another type is null. Immutable.</summary>
public sealed class Pd2Offer
{
    private Pd2Offer(JsonElement json, string id)
    {
        Json = json;
        Id = id;
    }

    /// <summary>All that the service sent.</summary>
    public JsonElement Json { get; }

    /// <summary>The id of the offer.</summary>
    public string Id { get; }

    /// <summary>The listing that it is for.</summary>
    public string? ListingId => Pd2Fields.IdOf(Json, "listing_id");

    /// <summary>The id of the player who made it.</summary>
    public string? BidderId => Pd2Fields.IdOf(Json, "user_id");

    /// <summary>The account name of the player who made it.</summary>
    public string? BidderName => Pd2Fields.MemberOf(Json, "user") is { } bidder ? Pd2Fields.TextOf(bidder, "username") : null;

    /// <summary>What is offered, in words; it has been cleaned.</summary>
    public string? Note => Pd2Fields.TextOf(Json, "offer");

    /// <summary>What is offered, in high runes.</summary>
    public double? HighRunes => Pd2Fields.NumberOf(Json, "hr_offer");

    /// <summary>Whether it was rejected or taken back.</summary>
    public bool? IsRejected => Pd2Fields.FlagOf(Json, "rejected");

    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset? CreatedAt => Pd2Fields.DateOf(Json, "created_at");

    /// <summary>Not what is offered.</summary>
    /// <returns>The id and the listing.</returns>
    public override string ToString() => $"{Id} for {ListingId}";

    /// <summary>An offer as the service has it; null for what has no id.</summary>
    internal static Pd2Offer? Read(JsonElement json) => Pd2Fields.IdOf(json, "_id") is { } id ? new Pd2Offer(json, id) : null;
}
