using System.CommandLine;
using GameAuth.Pd2;
using Pd2Trade;

Option<bool> emulator = new("--emulator") { Description = "Sign in to the embedded emulator, whose player pastes by itself. Needs no account and no network.", Recursive = true };
Option<bool> paste = new("--paste") { Description = "Paste the website's token instead of signing in in a browser that this program opens.", Recursive = true };
Option<string?> store = new("--store") { Description = "The directory of the sign-in; else one of this user's.", Recursive = true };
Option<string?> search = new("--search") { Description = "Show the listings whose item has this in its name." };
Option<bool> follow = new("--follow") { Description = "Tell of offers and messages as they come, until Ctrl+C." };
Argument<string> item = new("item") { Description = "The item, by a part of its name." };
Argument<string> price = new("price") { Description = "What is wanted for it, in words." };
Argument<string> listing = new("listing") { Description = "The id of the listing." };

RootCommand root = new("Signs you in to Project Diablo 2, and shows your stash and your listings.") { emulator, paste, store, search, follow };
root.SetAction((parsed, ended) => RunAsync(parsed, (stage, token) => ShowAsync(stage, parsed.GetValue(search), parsed.GetValue(follow), token), ended));

Command sell = new("sell", "Puts an item of your stash up for sale.") { item, price };
sell.SetAction((parsed, ended) => RunAsync(parsed, (stage, token) => Commands.SellAsync(stage, parsed.GetValue(item)!, parsed.GetValue(price)!, token), ended));
Command bump = new("bump", "Puts a listing of yours at the front of the market.") { listing };
bump.SetAction((parsed, ended) => RunAsync(parsed, (stage, token) => Commands.BumpAsync(stage, parsed.GetValue(listing)!, token), ended));
Command signOut = new("sign-out", "Deletes the stored sign-in.");
signOut.SetAction((parsed, ended) => RunAsync(parsed, static (stage, token) => stage.SignOutAsync(token), ended));
foreach (Command command in (Command[])[root, sell, bump, signOut])
{
    command.Validators.Add(checkedOn =>
    {
        if (checkedOn.GetValue(emulator) && checkedOn.GetValue(store) is not null)
        {
            checkedOn.AddError("--store keeps nothing with --emulator: what an embedded emulator has issued ends with it. Leave one of them out.");
        }
    });
    if (command != root)
    {
        root.Subcommands.Add(command);
    }
}

return await root.Parse(args).InvokeAsync();

Task<int> RunAsync(ParseResult parsed, Func<Stage, CancellationToken, Task> command, CancellationToken ended) =>
    Application.RunAsync(new Choices(parsed.GetValue(emulator), parsed.GetValue(paste), parsed.GetValue(store)), command, ended);

static async Task ShowAsync(Stage stage, string? search, bool follows, CancellationToken cancellationToken)
{
    Pd2Account me = await stage.SignInAsync(cancellationToken);
    await Show.PlayerAsync(me, cancellationToken);
    if (search is not null)
    {
        await Show.MarketAsync(me, search, cancellationToken);
    }

    if (follows)
    {
        using EmulatedTrade? trade = stage.Emulator is { } emulated ? new EmulatedTrade(emulated) : null;
        await Follow.RunAsync(me, cancellationToken);
    }
}
