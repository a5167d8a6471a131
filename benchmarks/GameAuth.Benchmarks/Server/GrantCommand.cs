using System.Collections.Concurrent;
using System.Globalization;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Benchmarks.Server;

/// <summary>
/// <c>server grants [seconds] ["connection string"] [--only "text|text"]</c>: refresh grants with 16 in flight over 256 sessions, by turns in one run: the user and system time of the server's process a grant, and
/// grants a second. Ours, also without the audit, beside npm oidc-provider in memory, ASP.NET Core Identity and, with a connection string, OpenIddict on the same PostgreSQL.
/// Goal: SQLite FULL with EdDSA at most 0.20 ms, and a quarter of oidc-provider's; the audit adds at most a tenth.
/// </summary>
internal static class GrantCommand
{
    public const string Name = "grants";
    private const int Sessions = 256;

    public static async Task<int> RunAsync(string[] args)
    {
        (args, string only) = args is [.. string[] others, "--only", string text] ? (others, text) : (args, "");
        double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        List<Chain> chains = [];
        try
        {
            foreach (Func<Task<MeasuredServer>> start in Servers(args.Length > 1 ? args[1] : null))
            {
                MeasuredServer server = await start();
                if (!only.Split('|').Any(text => server.Name.Contains(text, StringComparison.OrdinalIgnoreCase)))
                {
                    await server.DisposeAsync();
                    continue;
                }

                chains.Add(await Chain.StartAsync(server));
                await Console.Error.WriteLineAsync($"{chains[^1].Server.Name} is ready");
            }

            await MeasuredRounds.RunAsync([.. chains.Select(static chain => chain.Rounds)], seconds, "grant");
        }
        finally
        {
            foreach (Chain chain in chains)
            {
                await chain.Server.DisposeAsync();
            }
        }

        return 0;
    }

    private static IEnumerable<Func<Task<MeasuredServer>>> Servers(string? connection)
    {
        yield return static () => MeasuredServer.OfSqliteAsync("eddsa");
        yield return static () => MeasuredServer.OfSqliteAsync("eddsa", hasAudit: false);
        yield return static () => MeasuredServer.OfMemoryAsync("eddsa");
        yield return static () => MeasuredServer.OfMemoryAsync("rs256");
        if (connection is not null)
        {
            yield return () => MeasuredServer.OfPostgreSqlAsync(connection, "eddsa");
            yield return () => MeasuredServer.OfPostgreSqlAsync(connection, "eddsa", hasAudit: false);
            yield return () => MeasuredServer.OfPostgreSqlAsync(connection, "rs256");
            yield return () => MeasuredServer.OfOpenIddictAsync(connection);
        }

        yield return static () => MeasuredServer.OfIdentityAsync();
        if (MeasuredServer.HasNode)
        {
            yield return static () => MeasuredServer.OfOidcProviderAsync("ES256");
            yield return static () => MeasuredServer.OfOidcProviderAsync("EdDSA");
            yield return static () => MeasuredServer.OfOidcProviderAsync("RS256");
        }
    }

    /// <summary>A server with its sessions.</summary>
    private sealed class Chain
    {
        private readonly ConcurrentQueue<string> _tokens = [];

        private Chain(MeasuredServer server) => (Server, Rounds) = (server, new MeasuredRounds(server, RefreshAsync));

        public MeasuredServer Server { get; }

        public MeasuredRounds Rounds { get; }

        public static async Task<Chain> StartAsync(MeasuredServer server)
        {
            Chain chain = new(server);
            for (int i = 0; i < Sessions; i++)
            {
                chain._tokens.Enqueue((await server.Target.SignInAsync(i)).Refresh);
            }

            return chain;
        }

        private async Task RefreshAsync()
        {
            _tokens.TryDequeue(out string? token);
            Grant grant = await Server.Target.RefreshAsync(token!, caller: 0);
            if (!grant.IsGranted)
            {
                throw new InvalidOperationException($"{Server.Name} refused: {grant.Error}");
            }

            _tokens.Enqueue(grant.Refresh);
        }
    }
}
