using System.CommandLine;
using GameAuth.Psn;
using PsnTrophies;

Option<bool> emulator = new("--emulator") { Description = "Sign in to the embedded emulator, whose player pastes by itself. Needs no client, no account and no network.", Recursive = true };
Option<bool> browser = new("--browser") { Description = "Sign in in a browser instead of pasting an npsso.", Recursive = true };
Option<string?> store = new("--store") { Description = "The directory of the sign-in; else one of this user's.", Recursive = true };
Option<string?> follow = new("--follow") { Description = "Tell where the player of this online id is, as it changes, until Ctrl+C." };

RootCommand root = new("Signs you in to the PlayStation Network and shows your trophies by title.") { emulator, browser, store, follow };
root.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed), (stage, token) => ShowAsync(stage, parsed.GetValue(follow), token), cancellationToken));

Command signOut = new("sign-out", "Deletes the stored sign-in. The id of the installation stays.");
signOut.SetAction((parsed, cancellationToken) => Application.RunAsync(ChoicesOf(parsed), static (stage, token) => stage.SignOutAsync(token), cancellationToken));
root.Subcommands.Add(signOut);
root.Validators.Add(Check);
signOut.Validators.Add(Check);
return await root.Parse(args).InvokeAsync();

Choices ChoicesOf(ParseResult parsed) => new(parsed.GetValue(emulator), parsed.GetValue(browser), parsed.GetValue(store));

void Check(System.CommandLine.Parsing.CommandResult parsed)
{
    if (new Choices(parsed.GetValue(emulator), parsed.GetValue(browser), parsed.GetValue(store)).Fault is { } fault)
    {
        parsed.AddError(fault);
    }
}

static async Task ShowAsync(Stage stage, string? follow, CancellationToken cancellationToken)
{
    PsnAccount me = await stage.SignInAsync(cancellationToken);
    await Show.TitlesAsync(me, cancellationToken);
    if (follow is not null)
    {
        using EmulatedPlay? play = stage.Emulator is { } emulated ? new EmulatedPlay(emulated) : null;
        await new Follow(me, play is null ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(3)).RunAsync(follow, cancellationToken);
    }
}
