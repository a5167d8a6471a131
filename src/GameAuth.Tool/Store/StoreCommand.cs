using System.CommandLine;

namespace GameAuth.Tool;

/// <summary>The words of <c>gameauth store</c>.</summary>
internal static class StoreCommand
{
    private static readonly Option<string> Application = new("--application")
    { Description = "The application's name, as in GameAuthOptions.ApplicationName: rows are sealed to it.", HelpName = "NAME", Required = true };

    private static readonly Option<DirectoryInfo?> Directory = new("--directory")
    { Description = "The store's directory. Default: the application's own in the user's local data.", HelpName = "DIR" };

    private static readonly Option<string[]> Key = new("--key")
    { Description = $"The master key: {KeyArgument.Words}. May be repeated: the first seals, the others are older ones.", HelpName = "KIND[:PATH]" };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Do it. Without this, say what would be deleted." };

    public static Command Create()
    {
        Command store = new("store", "Look at an application's token store, repair it, seal it anew after a change of the key, or empty it.");
        store.Subcommands.Add(Subcommand("check", "Read every row and say in which state it is; changes no row. Without --key: what can be seen without one.", StoreActions.CheckAsync));
        store.Subcommands.Add(Subcommand("repair", "Give a store its founding row back, and rows the place where they are looked for. Stop the applications first.", StoreActions.RepairAsync));
        store.Subcommands.Add(Subcommand("rewrap", "Seal every row with the first --key, so that the others can be dropped.", StoreActions.RewrapAsync));
        Command forget = Subcommand("forget", "Delete every row and every damaged copy.", null);
        forget.Options.Add(Yes);
        forget.SetAction((parsed, cancellationToken) => RunAsync(
            parsed, (target, output, token) => StoreActions.ForgetAsync(target, parsed.GetValue(Yes), output, token), cancellationToken));
        store.Subcommands.Add(forget);
        return store;
    }

    private static Command Subcommand(string name, string description, Func<StoreTarget, TextWriter, CancellationToken, Task<int>>? action)
    {
        Command command = new(name, description) { Application, Directory, Key };
        if (action is not null)
        {
            command.SetAction((parsed, cancellationToken) => RunAsync(parsed, action, cancellationToken));
        }

        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<StoreTarget, TextWriter, CancellationToken, Task<int>> action, CancellationToken cancellationToken)
    {
        try
        {
            StoreTarget target = StoreTarget.Open(parsed.GetRequiredValue(Application), parsed.GetValue(Directory)?.FullName, parsed.GetValue(Key) ?? []);
            return await action(target, Console.Out, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is GameAuthException or ToolException)
        {
            await Console.Error.WriteLineAsync($"gameauth: {error.Message}").ConfigureAwait(false);
            return 2;
        }
    }
}
