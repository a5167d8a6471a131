using System.CommandLine;
using DiscordActivity;
using GameAuth;

Option<bool> emulator = new("--emulator") { Description = "Run in an emulated Discord client on this machine. Open the address that is printed, in two tabs if you like." };
Option<bool> live = new("--live") { Description = "Run for your own application, behind a tunnel; its id, secret and public key are GameAuth__Discord__ClientId, GameAuth__Discord__ClientSecret and GameAuth__Discord__PublicKey in the environment." };
Option<ushort?> port = new("--port") { Description = "The port on loopback that the tunnel leads to; default 5000. With --emulator that of the Discord client, before that of the Activity; default 3333, the one that Discord's SDK listens to on this machine." };
Option<string> sqlite = new("--sqlite") { Description = "The file that keeps the sessions.", DefaultValueFactory = static _ => Path.Combine(AppContext.BaseDirectory, "activity.db") };
Option<string?> postgres = new("--postgres") { Description = "The connection string of a PostgreSQL database that keeps the sessions, in a schema of its own; then there are two nodes behind one origin." };
Option<string?> sdk = new("--sdk") { Description = "The folder of Discord's Embedded App SDK (its output). Default: npm brings it once." };

RootCommand root = new("A Discord Activity: a page and its backend, with an open room, a privileged one, and the player's own sessions.") { emulator, live, port, sqlite, postgres, sdk };
root.SetAction(async (parsed, cancellationToken) =>
{
    if (parsed.GetValue(emulator) == parsed.GetValue(live))
    {
        Console.WriteLine("Say --emulator for an emulated Discord on this machine, or --live for your own application.");
        return 2;
    }

    if (await EmbeddedSdk.FindAsync(parsed.GetValue(sdk), cancellationToken) is not { } sdkFolder)
    {
        return 2;
    }

    try
    {
        Storage storage = new(parsed.GetValue(sqlite)!, parsed.GetValue(postgres));
        await (parsed.GetValue(emulator) ? EmulatedActivity.RunAsync(storage, sdkFolder, parsed.GetValue(port) ?? EmulatedActivity.ClientPort, cancellationToken) : LiveActivity.RunAsync(storage, sdkFolder, parsed.GetValue(port) ?? 5000, cancellationToken));
        return 0;
    }
    catch (GameAuthConfigurationException wrong)
    {
        Console.WriteLine(wrong.Message);
        return 2;
    }
});

return await root.Parse(args).InvokeAsync();
