using System.CommandLine;
using GameAuth.Xbox;
using XboxConsole;

Option<bool> emulator = new("--emulator") { Description = "Sign in to the embedded emulator, whose player approves at once. Needs no client id and no network.", Recursive = true };
Option<string?> clientId = new("--client-id") { Description = "Your title's client id; else GameAuth:Xbox:ClientId of appsettings.json or the environment.", Recursive = true };
Option<bool> browser = new("--browser") { Description = "Sign in in a browser on this machine instead of typing a code.", Recursive = true };
Option<string?> titleId = new("--title-id") { Description = "Your title's id in decimal digits, which --browser needs; else GameAuth:Xbox:TitleId.", Recursive = true };

RootCommand root = new("Signs you in to Xbox Live and shows your profile.") { emulator, browser, clientId, titleId };
root.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed), ShowProfileAsync, cancellationToken));

Command signOut = new("sign-out", "Deletes the stored sign-in. The device's identity stays.");
signOut.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed), SignOutAsync, cancellationToken));
root.Subcommands.Add(signOut);

Command titles = new("titles", "Shows what you have played.");
titles.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed),
    async (xbox, signIn, token) => await Show.TitlesAsync(await xbox.SignInAsync(signIn, token), token), cancellationToken));
root.Subcommands.Add(titles);

Option<string?> title = new("--title") { Description = "The title id, as the command titles shows it; else all your titles." };
Option<bool> once = new("--once") { Description = "Show the table and end; else go on and tell of what you unlock, until Ctrl+C." };
Command achievements = new("achievements", "Shows your achievements, and what you unlock from then on as it happens.") { title, once };
achievements.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed),
    async (xbox, signIn, token) =>
    {
        XboxAccount me = await xbox.SignInAsync(signIn, token);
        IReadOnlyList<XboxAchievement> shown = await Show.AchievementsAsync(me, parsed.GetValue(title), token);
        if (!parsed.GetValue(once))
        {
            await new Follow(me, shown).RunAsync(token);
        }
    },
    cancellationToken));
root.Subcommands.Add(achievements);

Command friends = new("friends", "Shows your friends and what they are doing.");
friends.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed),
    async (xbox, signIn, token) => await Show.FriendsAsync(await xbox.SignInAsync(signIn, token), token), cancellationToken));
root.Subcommands.Add(friends);

Argument<string> source = new("path") { Description = "A prismarine-auth cache directory, or a cml_accounts.json, msal_token_cache.json or state.json." };
Option<bool> remove = new("--remove") { Description = "Delete the other program's files once their sign-ins are sealed here." };
Command import = new("import", "Takes over the sign-ins of another program.") { source, remove };
import.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed),
    (xbox, _, token) => Import.RunAsync(xbox, parsed.GetRequiredValue(source), parsed.GetValue(remove), token), cancellationToken));
root.Subcommands.Add(import);
return await root.Parse(args).InvokeAsync();

Choices ChoicesOf(ParseResult parsed) =>
    new(parsed.GetValue(emulator), parsed.GetValue(browser), parsed.GetValue(clientId), parsed.GetValue(titleId));

static async Task ShowProfileAsync(IXboxAuth xbox, XboxSignIn signIn, CancellationToken cancellationToken)
{
    // Silent when something is stored, with a code to type or a page to visit when not.
    XboxAccount me = await xbox.SignInAsync(signIn, cancellationToken);
    XboxProfile profile = await me.GetProfileAsync(cancellationToken);
    Console.WriteLine($"{profile.Gamertag} ({profile.AccountTier ?? "no tier"}) has a gamerscore of {profile.Gamerscore}.");
}

static async Task SignOutAsync(IXboxAuth xbox, XboxSignIn signIn, CancellationToken cancellationToken)
{
    if (await xbox.FindAsync(cancellationToken: cancellationToken) is not { } me)
    {
        Console.WriteLine("Nobody is signed in.");
        return;
    }

    await me.SignOutAsync(cancellationToken);
    Console.WriteLine($"{me.Gamertag} is signed out.");
}
