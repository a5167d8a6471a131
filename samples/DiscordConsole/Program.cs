using System.CommandLine;
using DiscordConsole;

Option<bool> emulator = new("--emulator") { Description = "Sign in to an emulated Discord and a backend in this process, which is restarted while you are in a room. Needs no application and no network.", Recursive = true };
Option<string?> store = new("--store") { Description = "The directory of the sign-in; else one of this user's.", Recursive = true };
Option<string> room = new("--room") { Description = "The room to join.", DefaultValueFactory = static _ => "lobby" };

RootCommand root = new("Signs you in with Discord at a game's own backend, joins a room, and tells what happens there until Ctrl+C.") { emulator, store, room };
root.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed), (stage, token) => new RoomVisit(stage).RunAsync(parsed.GetValue(room)!, token), cancellationToken));

Command signOut = new("sign-out", "Ends the session at the backend, and deletes the stored sign-in. The key of the installation stays.");
signOut.SetAction((parsed, cancellationToken) => Application.RunAsync(ChoicesOf(parsed), static (stage, token) => stage.SignOutAsync(token), cancellationToken));
root.Subcommands.Add(signOut);
root.Validators.Add(Check);
signOut.Validators.Add(Check);
return await root.Parse(args).InvokeAsync();

Choices ChoicesOf(ParseResult parsed) => new(parsed.GetValue(emulator), parsed.GetValue(store));

void Check(System.CommandLine.Parsing.CommandResult parsed)
{
    if (new Choices(parsed.GetValue(emulator), parsed.GetValue(store)).Fault is { } fault)
    {
        parsed.AddError(fault);
    }
}
