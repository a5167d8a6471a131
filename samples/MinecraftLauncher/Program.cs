using System.CommandLine;
using GameAuth.Xbox;
using MinecraftLauncher;
using MinecraftLauncher.Bedrock;
using MinecraftLauncher.Java;
using Microsoft.Extensions.DependencyInjection;

Option<bool> emulator = new("--emulator") { Description = "Sign in to the embedded emulator, whose player approves at once. Needs no client id and no network.", Recursive = true };
Option<string?> clientId = new("--client-id") { Description = "A client id that Mojang has approved for the Minecraft services; else GameAuth:Xbox:ClientId of the configuration.", Recursive = true };

RootCommand root = new("Signs you in to Minecraft: two links of this program's own hang on the Xbox chain of GameAuth.") { emulator, clientId };
root.Subcommands.Add(Add("java", "Minecraft: Java Edition: token, ownership and profile.", JavaEdition.ShowAsync));
root.Subcommands.Add(Add("bedrock", "Minecraft: Bedrock Edition: the chain of certificates that a server wants to see.", BedrockEdition.ShowAsync));
return await root.Parse(args).InvokeAsync();

Command Add(string name, string description, Func<IServiceProvider, XboxAccount, CancellationToken, Task> show)
{
    Command command = new(name, description);
    command.SetAction((parsed, cancellationToken) => Application.RunAsync(
        parsed.GetValue(emulator),
        parsed.GetValue(clientId),
        async (services, signIn, token) =>
        {
            // Silent when something is stored, with a code to type when not.
            XboxAccount me = await services.GetRequiredService<IXboxAuth>().SignInAsync(signIn, token);
            await show(services, me, token);
        },
        cancellationToken));
    return command;
}
