namespace GameAuth.Benchmarks.Server;

/// <summary><c>server grants | exchange | memory | load | race | realtime</c>: figures of whole session servers, each in a process of its own.</summary>
internal static class ServerCommand
{
    public const string Name = "server";

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case [_, GrantCommand.Name, ..]:
                return await GrantCommand.RunAsync(args[2..]);
            case [_, ExchangeCommand.Name, ..]:
                return await ExchangeCommand.RunAsync(args[2..]);
            case [_, MemoryCommand.Name, ..]:
                return await MemoryCommand.RunAsync(args[2..]);
            case [_, LoadCommand.Name, ..]:
                return await LoadCommand.RunAsync(args[2..]);
            case [_, RaceCommand.Name, ..]:
                return await RaceCommand.RunAsync(args[2..]);
            case [_, RealtimeCommand.Name, ..]:
                return await RealtimeCommand.RunAsync(args[2..]);
            default:
                await Console.Error.WriteLineAsync("server grants [seconds] [\"connection string\"] [--only \"text|text\"] | server exchange [seconds] [\"connection string\"] | server memory [families] | server load [seconds] | server race [families] [\"connection string\"] | server realtime [seconds] [sockets]");
                return 1;
        }
    }
}
