using System.CommandLine;
using GameAuth.Hytale;
using HytaleServer;

Option<bool> emulator = new("--emulator") { Description = "Run on the embedded emulator, whose owner approves at once and whose player joins twice. Needs no account and no network.", Recursive = true };
Option<HytaleDialect?> dialect = new("--dialect") { Description = "direct for Hytale's own services, gateway for a gateway; else GameAuth:Hytale:Dialect of the configuration, else direct.", Recursive = true };
Option<string?> gateway = new("--gateway") { Description = "The base address of the gateway; else GameAuth:Hytale:Endpoints:gateway.", Recursive = true };
Option<string?> store = new("--store") { Description = "The directory of the sign-in and the last profile; else one of this user's.", Recursive = true };
Option<bool> plain = new("--plain") { Description = "Lines of text, without colours, tables and QR codes.", Recursive = true };
Option<string?> profile = new("--profile") { Description = "The name or id of the profile that runs the server; else the one of the last time, else the first." };
Option<ushort> port = new("--port") { Description = "The port on loopback that players join at; 0 for any that is free." };

RootCommand root = new("Keeps a game session of a Hytale server alive, and lets players join on loopback, until Ctrl+C.")
    { emulator, dialect, gateway, store, plain, profile, port };
root.Validators.Add(parsed =>
{
    if (parsed.GetValue(emulator) && parsed.GetValue(store) is not null)
    {
        parsed.AddError("--store keeps nothing with --emulator: what an embedded emulator has issued ends with it. Leave one of them out.");
    }
});
root.SetAction((parsed, cancellationToken) => Application.RunAsync(ChoicesOf(parsed), GameServer.RunAsync, cancellationToken));

Command profiles = new("profiles", "Shows the account's profiles.");
profiles.SetAction((parsed, cancellationToken) => Application.RunAsync(ChoicesOf(parsed), Commands.ShowProfilesAsync, cancellationToken));
root.Subcommands.Add(profiles);

Command signOut = new("sign-out", "Ends what is left of the account's game sessions, and deletes the stored sign-in.");
signOut.SetAction((parsed, cancellationToken) => Application.RunAsync(ChoicesOf(parsed), Commands.SignOutAsync, cancellationToken));
root.Subcommands.Add(signOut);

// Long enough to end a session that the service is slow to end.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });

Choices ChoicesOf(ParseResult parsed) => new(
    parsed.GetValue(emulator), parsed.GetValue(dialect), parsed.GetValue(gateway), parsed.GetValue(store), parsed.GetValue(profile), parsed.GetValue(port),
    parsed.GetValue(plain) || Console.IsOutputRedirected);
