using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Pd2;

/// <summary>The market. Safe for use from any thread.</summary>
/// <remarks>What changes something is never sent twice: where its answer is lost, it is an <see cref="OutcomeUnknownException"/>, and <see cref="ListOwnAsync"/> says what has become of it.</remarks>
public sealed class Pd2Listings
{
    private const int MostPages = 10_000;

    private readonly Pd2Account _account;

    internal Pd2Listings(Pd2Account account) => _account = account;

    /// <summary>Searches the market, page by page: a page is asked for when its first listing is. Without the listings that can't be read.</summary>
    /// <param name="filter">What is wanted; null for all.</param>
    /// <param name="cancellationToken">Ends the walk, its calls and their wait.</param>
    /// <returns>The listings, in the service's order. One that is bumped meanwhile does not come twice.</returns>
    /// <exception cref="ArgumentException">A text of the filter is none; thrown at once.</exception>
    /// <exception cref="ProviderException">While it is enumerated: the service failed or was not reached, or an answer can't be read.</exception>
    /// <exception cref="GameAuthException">While it is enumerated: as <see cref="GetAsync"/>.</exception>
    public IAsyncEnumerable<Pd2Listing> SearchAsync(Pd2ListingFilter? filter = null, CancellationToken cancellationToken = default)
    {
        filter ??= new Pd2ListingFilter();
        filter.Check(nameof(filter));
        return WalkAsync(filter, cancellationToken);
    }

    /// <summary>The player's own listings, those with an accepted offer too.</summary>
    /// <param name="cancellationToken">As for <see cref="SearchAsync"/>.</param>
    /// <returns>The listings, the latest bump first.</returns>
    /// <exception cref="SignInRequiredException">The sign-in has not named the player yet; thrown at once.</exception>
    /// <exception cref="GameAuthException">While it is enumerated: as <see cref="SearchAsync"/>.</exception>
    public IAsyncEnumerable<Pd2Listing> ListOwnAsync(CancellationToken cancellationToken = default) =>
        WalkAsync(new Pd2ListingFilter { SellerId = _account.SubjectFor("own listings"), IncludesSold = true }, cancellationToken);

    /// <summary>One listing.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The listing; null where the service knows no such.</returns>
    /// <exception cref="ArgumentException">The id is none.</exception>
    /// <exception cref="SignInRequiredException">The player has to sign in.</exception>
    /// <exception cref="ThrottledException">A limit stands in the way.</exception>
    /// <exception cref="ProviderException">The service failed or was not reached, or its answer can't be read.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost with the socket's connection: ask again, or set <see cref="Pd2Options.RepeatReads"/>.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public async Task<Pd2Listing?> GetAsync(string id, CancellationToken cancellationToken = default)
    {
        FeathersCall call = new(FeathersMethod.Get, Pd2Service.Listings) { Id = Pd2Arguments.Id(id), Query = Pd2Arguments.NoQuery };
        try
        {
            return Read(call, await _account.CallAsync(call, cancellationToken).ConfigureAwait(false));
        }
        catch (ProviderException none) when (none.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Puts an item up for sale.</summary>
    /// <param name="listing">The item and what is wanted for it.</param>
    /// <param name="cancellationToken">Ends the wait; what was sent may take effect all the same.</param>
    /// <returns>The listing.</returns>
    /// <exception cref="ArgumentException">The price is too long, has a character that can't be seen, or is no finite number.</exception>
    /// <exception cref="OutcomeUnknownException">It was sent and its answer was lost: it may be up.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetAsync"/>.</exception>
    public async Task<Pd2Listing> CreateAsync(Pd2NewListing listing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        Pd2Arguments.CheckPrice(listing.Price, listing.HighRunes, nameof(listing));
        Pd2Arguments.GameAccount(listing.Stash.GameAccount, nameof(listing));
        FeathersCall call = new(FeathersMethod.Create, Pd2Service.Listings)
        {
            Data = FeathersValue.Of(
                (Listing: listing, Seller: _account.SubjectFor("create listing"), Now: _account.Time.GetUtcNow()), static (json, one) => ListingWriter.Write(json, one.Listing, one.Seller, one.Now)),
            Query = Pd2Arguments.NoQuery,
        };
        return await WriteAsync(call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes a listing of the player's own.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="change">What is to change.</param>
    /// <param name="cancellationToken">As for <see cref="CreateAsync"/>.</param>
    /// <returns>The listing as it is now.</returns>
    /// <exception cref="ArgumentException">The id is none, nothing is to change, or the price is as in <see cref="CreateAsync"/>.</exception>
    /// <exception cref="GameAuthException">As <see cref="CreateAsync"/>.</exception>
    public async Task<Pd2Listing> ChangeAsync(string id, Pd2ListingChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        Pd2Arguments.CheckPrice(change.Price, change.HighRunes, nameof(change));
        if (change is { Price: null, HighRunes: null, Bump: false })
        {
            throw new ArgumentException("Nothing of the listing is to change.", nameof(change));
        }

        JsonObject data = new();
        Pd2ListingFilter.Put(data, "hr_price", change.HighRunes);
        Pd2ListingFilter.Put(data, "price", change.Price);
        Pd2ListingFilter.Put(data, "bumped_at", change.Bump ? Pd2Fields.Write(_account.Time.GetUtcNow()) : null);
        return await PatchAsync(id, Pd2Arguments.Of(data), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts a listing of the player's own at the front of the market.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">As for <see cref="CreateAsync"/>.</param>
    /// <returns>The listing as it is now.</returns>
    /// <exception cref="GameAuthException">As <see cref="CreateAsync"/>.</exception>
    public Task<Pd2Listing> BumpAsync(string id, CancellationToken cancellationToken = default) => ChangeAsync(id, new Pd2ListingChange { Bump = true }, cancellationToken);

    /// <summary>Takes a listing of the player's own down.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">As for <see cref="CreateAsync"/>.</param>
    /// <returns>Done when it is down.</returns>
    /// <exception cref="GameAuthException">As <see cref="CreateAsync"/>; one that is not there is a <see cref="ProviderException"/> (404).</exception>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        FeathersCall call = new(FeathersMethod.Remove, Pd2Service.Listings) { Id = Pd2Arguments.Id(id), Query = Pd2Arguments.NoQuery };
        await _account.Stash.ChangedByAsync(() => _account.CallAsync(call, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Changes members of a listing.</summary>
    internal Task<Pd2Listing> PatchAsync(string id, FeathersValue data, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(id))] string name = "") =>
        WriteAsync(new FeathersCall(FeathersMethod.Patch, Pd2Service.Listings) { Id = Pd2Arguments.Id(id, name), Data = data, Query = Pd2Arguments.NoQuery }, cancellationToken);

    internal async IAsyncEnumerable<Pd2Listing> WalkAsync(Pd2ListingFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A listing that is bumped while the pages are read moves others to the next page.
        HashSet<string> seen = new(StringComparer.Ordinal);
        int skip = 0;
        for (int page = 0; page < MostPages; page++)
        {
            FeathersCall call = new(FeathersMethod.Find, Pd2Service.Listings) { Query = filter.ToQuery(skip) };
            JsonElement answer = await _account.CallAsync(call, cancellationToken).ConfigureAwait(false);
            if (Pd2Fields.MemberOf(answer, "data") is not { ValueKind: JsonValueKind.Array } data)
            {
                throw Pd2Errors.Unreadable(call.Step, "has no list of listings");
            }

            foreach (Pd2Listing listing in Pd2Fields.ListOf(answer, "data", Pd2Listing.Read).Where(one => seen.Add(one.Id)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return listing;
            }

            skip += data.GetArrayLength();
            if (data.GetArrayLength() == 0 || (Pd2Fields.NumberOf(answer, "total") is { } total ? skip >= total : data.GetArrayLength() < filter.PageSize))
            {
                yield break;
            }
        }

        throw Pd2Errors.Unreadable($"find {Pd2Service.Listings}", $"is page {MostPages} and continues still");
    }

    private async Task<Pd2Listing> WriteAsync(FeathersCall call, CancellationToken cancellationToken) =>
        Read(call, await _account.Stash.ChangedByAsync(() => _account.CallAsync(call, cancellationToken)).ConfigureAwait(false));

    private static Pd2Listing Read(FeathersCall call, JsonElement answer) => Pd2Listing.Read(answer) ?? throw Pd2Errors.Unreadable(call.Step, "is no listing: it has no id");
}

/// <summary>Writes what is put up for sale.</summary>
internal static class ListingWriter
{
    public static void Write(Utf8JsonWriter json, Pd2NewListing listing, string seller, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("user_id", seller);
        json.WriteString("type", "item");
        WriteMode(json, listing.Stash);
        json.WritePropertyName("item");
        WriteItem(json, listing.Item.Json, listing.Stash);
        if (listing.HighRunes is { } number)
        {
            json.WriteNumber("hr_price", number);
        }

        if (listing.Price is { } note)
        {
            json.WriteString("price", note);
        }

        json.WriteString("bumped_at", Pd2Fields.Write(now));
        json.WriteEndObject();
    }

    // The item as the stash has it, and where it lies.
    private static void WriteItem(Utf8JsonWriter json, JsonElement item, Pd2StashId stash)
    {
        json.WriteStartObject();
        foreach (JsonProperty member in item.EnumerateObject().Where(static member => member.Name is not ("account_id" or "is_hardcore" or "is_ladder")))
        {
            member.WriteTo(json);
        }

        json.WriteString("account_id", stash.GameAccount.ToLowerInvariant());
        WriteMode(json, stash);
        json.WriteEndObject();
    }

    private static void WriteMode(Utf8JsonWriter json, Pd2StashId stash)
    {
        json.WriteBoolean("is_hardcore", stash.IsHardcore);
        json.WriteBoolean("is_ladder", stash.IsLadder);
    }
}
