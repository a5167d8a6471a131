using System.CommandLine;
using GameAuth.Emulator;
using PsnParty;
using PsnTrophies;

Option<bool> emulator = new("--emulator") { Description = "Sign in to the embedded emulator, where a friend has a party. Needs no client, no account and no network.", Recursive = true };
Option<bool> browser = new("--browser") { Description = "Sign in in a browser instead of pasting an npsso.", Recursive = true };
Option<string?> store = new("--store") { Description = "The directory of the sign-in; else one of this user's.", Recursive = true };
Option<string?> name = new("--party") { Description = "The name of the party; else the first one that you may join." };

RootCommand root = new("Joins a party on the PlayStation Network, takes its voice as far as the answer, and leaves at Ctrl+C. There is no audio.") { emulator, browser, store, name };
root.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed), async (stage, token) => await new PartyVisit(await stage.SignInAsync(token)).RunAsync(parsed.GetValue(name), token), cancellationToken));

Command list = new("list", "Shows the parties that you can see.");
list.SetAction((parsed, cancellationToken) => Application.RunAsync(
    ChoicesOf(parsed), async static (stage, token) => await new PartyVisit(await stage.SignInAsync(token)).ListAsync(token), cancellationToken));
root.Subcommands.Add(list);

Command signOut = new("sign-out", "Ends what is left of parties, and deletes the stored sign-in. The id of the installation stays.");
signOut.SetAction((parsed, cancellationToken) => Application.RunAsync(ChoicesOf(parsed), static (stage, token) => stage.SignOutAsync(token), cancellationToken));
root.Subcommands.Add(signOut);
root.Validators.Add(Check);
list.Validators.Add(Check);
signOut.Validators.Add(Check);

// Long enough to leave a party that the service is slow to let go.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });

Choices ChoicesOf(ParseResult parsed) => new(parsed.GetValue(emulator), parsed.GetValue(browser), parsed.GetValue(store))
{
    Emulated = static options => options.Parties.Add(new EmulatedPsnParty { Name = "Emulated raid", Members = ["EmuSilver"], IsForFriends = true }),
};

void Check(System.CommandLine.Parsing.CommandResult parsed)
{
    if (new Choices(parsed.GetValue(emulator), parsed.GetValue(browser), parsed.GetValue(store)).Fault is { } fault)
    {
        parsed.AddError(fault);
    }
}
