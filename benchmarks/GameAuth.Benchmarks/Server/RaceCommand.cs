using System.Globalization;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Benchmarks.Server;

/// <summary>
/// <c>server race [families] ["connection string"]</c>: K refreshes of one token at once, all together and with a winner who has called the API before the others ask; at ours in memory, in SQLite
/// and in PostgreSQL with two processes, and at the peers. Says how many callers were refused, how many sessions died, and how many have more than one chain of good tokens afterwards.
/// </summary>
internal static class RaceCommand
{
    public const string Name = "race";

    public static async Task<int> RunAsync(string[] args)
    {
        int families = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 30;
        string? connection = args.Length > 1 ? args[1] : null;
        List<Func<Task<MeasuredServer>>> servers =
        [
            static () => MeasuredServer.OfMemoryAsync("eddsa"),
            static () => MeasuredServer.OfSqliteAsync("eddsa", nodes: 2),
            static () => MeasuredServer.OfIdentityAsync(),
        ];
        if (connection is not null)
        {
            servers.Insert(2, () => MeasuredServer.OfPostgreSqlAsync(connection, "eddsa", nodes: 2));
            servers.Add(() => MeasuredServer.OfOpenIddictAsync(connection));
        }

        if (MeasuredServer.HasNode)
        {
            servers.Add(static () => MeasuredServer.OfOidcProviderAsync("ES256"));
            servers.Add(static () => MeasuredServer.OfOidcProviderAsync("ES256", delay: 3));
        }

        Console.WriteLine($"{"server",-46}{"K",4}  {"who asks",-22}{"refused callers",16}{"dead",10}{"forked",10}{"one step",10}");
        bool isRight = true;
        foreach (Func<Task<MeasuredServer>> start in servers)
        {
            await using MeasuredServer server = await start();
            isRight &= await RaceAsync(server, families);
        }

        return isRight ? 0 : 1;
    }

    private static async Task<bool> RaceAsync(MeasuredServer server, int families)
    {
        bool isOurs = server.Target is SessionServerTarget;
        bool isRight = true;
        int player = 0;
        foreach (int callers in (int[])[2, 5, 64])
        {
            foreach (bool isWinnerFirst in (bool[])[false, true])
            {
                int count = callers == 64 ? Math.Max(1, families / 3) : families;
                RaceResult result = await RefreshRace.RunAsync(server.Target, count, callers, isWinnerFirst, player);
                player += count;
                isRight &= !isOurs || result == RaceResult.Right(count, callers, isWinnerFirst);
                Console.WriteLine(
                    $"{server.Name,-46}{callers,4}  {(isWinnerFirst ? "one before the others" : "all at once"),-22}{$"{result.Refused}/{count * callers}",16}"
                    + $"{$"{result.Dead}/{count}",10}{$"{result.Forked}/{count}",10}{(isOurs ? $"{result.OneStep}/{count}" : "-"),10}");
            }
        }

        return isRight;
    }
}
