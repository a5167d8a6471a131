using GameAuth;
using GameAuth.Pd2;

namespace Pd2Trade;

/// <summary>What changes the market. Nothing here is sent twice: where an answer is lost, somebody has to look.</summary>
internal static class Commands
{
    public static async Task SellAsync(Stage stage, string name, string price, CancellationToken cancellationToken)
    {
        Pd2Account me = await stage.SignInAsync(cancellationToken);
        Pd2StashId stash = await Show.StashOfAsync(me, cancellationToken);
        Pd2StashView known = await me.Stash.GetAsync(stash, cancellationToken);
        Pd2Item[] found = [.. known.Stash.Items.Where(item => item.Name?.Contains(name, StringComparison.OrdinalIgnoreCase) == true)];
        if (found is not [Pd2Item item])
        {
            Console.WriteLine($"{found.Length} items of the stash have that in their name. Name one.");
            return;
        }

        await ChangeAsync(async () => Console.WriteLine($"Up for sale: {await me.Listings.CreateAsync(new Pd2NewListing(item, stash) { Price = price }, cancellationToken)}"));
    }

    public static async Task BumpAsync(Stage stage, string id, CancellationToken cancellationToken)
    {
        Pd2Account me = await stage.SignInAsync(cancellationToken);
        await ChangeAsync(async () => Console.WriteLine($"At the front: {await me.Listings.BumpAsync(id, cancellationToken)}"));
    }

    private static async Task ChangeAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (OutcomeUnknownException)
        {
            Console.WriteLine("It was sent and no answer came, so it may have been done. Your listings say what has become of it.");
        }
        catch (ArgumentException odd)
        {
            Console.WriteLine(odd.Message);
        }
    }
}
