using GameAuth;
using GameAuth.Emulator;
using GameAuth.Pd2;

namespace Tour.Pd2;

/// <summary>The stash is asked for once, the market is searched, and a write whose answer is lost is told of and not repeated.</summary>
internal static class MarketAct
{
    public static async Task RunAsync(TourScene scene, Pd2Account me, CancellationToken cancellationToken)
    {
        Pd2Profile profile = await me.GetProfileAsync(cancellationToken);
        Pd2StashId id = new(profile.Preferences.GameAccount ?? profile.GameAccounts[0], IsHardcore: false, IsLadder: true);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => me.Stash.GetAsync(id, cancellationToken).AsTask()));
        Pd2StashView view = await me.Stash.GetAsync(id, cancellationToken);
        scene.Report.Check(
            scene.Emulator.Pd2.Calls.GetValueOrDefault(Pd2Count.Stash) == 1, "Stash", $"{view.Stash.Items.Count} items for nine callers by one call, {view.Age.TotalMilliseconds:0} ms old");

        Pd2ListingFilter strong = new() { NameContains = "blade", IsHardcore = false, Modifiers = [new Pd2ModifierFilter("item_maxdamage_percent", Min: 100)] };
        List<Pd2Listing> found = await me.Listings.SearchAsync(strong, cancellationToken).ToListAsync(cancellationToken);
        scene.Report.Check(found.Count > 0 && found.All(static one => one.IsHardcore is false), "Search", $"{found.Count} blades that are strong enough, the first at {found[0].HighRunes} high runes");

        scene.Emulator.Faults.Add(new Fault { At = "pd2.listing.create", NoAnswer = true, AfterState = true });
        bool isTold = await IsUnknownAsync(scene, me.Listings.CreateAsync(new Pd2NewListing(view.Stash.Items[^1], id) { Price = "obo" }, cancellationToken));
        List<Pd2Listing> own = await me.Listings.ListOwnAsync(cancellationToken).ToListAsync(cancellationToken);
        Pd2Listing[] up = [.. own.Where(one => one.Item?.Hash == view.Stash.Items[^1].Hash)];
        scene.Report.Check(
            isTold && up.Length == 1 && scene.Emulator.Pd2.Calls.GetValueOrDefault(Pd2Count.Create) == 1, "Lost answer", "the listing may be up, said the error, and it is: nothing was sent twice");
        Pd2Listing bumped = await me.Listings.BumpAsync(own[^1].Id, cancellationToken);
        await me.Listings.RemoveAsync(up[0].Id, cancellationToken);
        scene.Report.Check(await me.Listings.GetAsync(up[0].Id, cancellationToken) is null, "Bump, remove", $"{bumped.Item?.Name} is at the front, and the other one is gone");
    }

    private static async Task<bool> IsUnknownAsync(TourScene scene, Task call)
    {
        // Past the time limit of the call.
        while (scene.Emulator.Pd2.Calls.GetValueOrDefault(Pd2Count.Create) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        scene.Clock.SetAhead(TimeSpan.FromSeconds(11));
        try
        {
            await call;
            return false;
        }
        catch (OutcomeUnknownException)
        {
            return true;
        }
    }
}
