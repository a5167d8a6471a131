using System.CommandLine;
using GameAuth.Tool;

RootCommand root = new("Tools for games and applications that sign players in with GameAuth.");
root.Subcommands.Add(EmulateCommand.Create());
root.Subcommands.Add(StoreCommand.Create());
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(5) }).ConfigureAwait(false);
