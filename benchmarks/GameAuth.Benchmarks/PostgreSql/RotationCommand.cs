using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using GameAuth.Server;
using Npgsql;
using NpgsqlTypes;

namespace GameAuth.Benchmarks.PostgreSql;

/// <summary>
/// <c>postgresql "connection string" [steps]</c>: steps of families a second, 1, 8 and 16 in flight, beside a bare compare-and-swap UPDATE with RETURNING on a table of three columns, by turns in
/// one run on one server. Goal: at least 1/1.5 of the bare rate. It makes the schema <c>gameauth_bench</c> and drops it.
/// </summary>
internal static class RotationCommand
{
    public const string Name = "postgresql";
    private const string Schema = "gameauth_bench";
    private const int Rounds = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length < 2)
        {
            await Console.Error.WriteLineAsync("postgresql \"connection string\" [steps]");
            return 1;
        }

        int steps = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 4000;
        await using NpgsqlDataSource bare = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(args[1]) { NoResetOnClose = true });
        await ExecuteAsync(bare, $"DROP SCHEMA IF EXISTS {Schema} CASCADE");
        await using PostgreSqlSessionStore store = new(new PostgreSqlStoreOptions { ConnectionString = args[1], ListenConnectionString = "", Schema = Schema });
        await store.OpenAsync(CancellationToken.None);
        await ExecuteAsync(bare, $"CREATE TABLE {Schema}.bare (id bytea PRIMARY KEY, generation integer NOT NULL, rotated_at timestamptz NOT NULL) WITH (fillfactor = 75)");
        foreach (int inFlight in (int[])[1, 8, 16])
        {
            await MeasureAsync(store, bare, inFlight, steps / inFlight);
        }

        await ExecuteAsync(bare, $"DROP SCHEMA {Schema} CASCADE");
        return 0;
    }

    private static async Task MeasureAsync(PostgreSqlSessionStore store, NpgsqlDataSource bare, int inFlight, int steps)
    {
        List<double> ratios = [];
        List<double> own = [];
        List<double> limit = [];
        for (int round = 0; round <= Rounds; round++)
        {
            FamilyId[] families = [.. Enumerable.Range(0, inFlight).Select(static _ => new FamilyId(RandomNumberGenerator.GetBytes(FamilyId.Size)))];
            foreach (FamilyId id in families)
            {
                await CreateAsync(store, bare, id);
            }

            double least = await RateAsync(families, steps, (id, from) => SwapAsync(bare, id, from));
            double ours = await RateAsync(families, steps, (id, from) => AdvanceAsync(store, id, from));

            // The first round warms up.
            if (round > 0)
            {
                limit.Add(least);
                own.Add(ours);
                ratios.Add(ours / least);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{inFlight,2} in flight: {Figures.Median(ratios):F2} of the bare rate; bare {Figures.Median(limit):F0}/s ({limit.Min():F0} to {limit.Max():F0}), GameAuth {Figures.Median(own):F0}/s ({own.Min():F0} to {own.Max():F0})"));
    }

    private static async Task<double> RateAsync(FamilyId[] families, int steps, Func<FamilyId, int, Task<bool>> step)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(families.Select(id => Task.Run(async () =>
        {
            for (int from = 0; from < steps; from++)
            {
                if (!await step(id, from))
                {
                    throw new InvalidOperationException("A step was lost.");
                }
            }
        })));
        return families.Length * steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<bool> AdvanceAsync(PostgreSqlSessionStore store, FamilyId id, int from) =>
        (await store.AdvanceFamilyAsync(new FamilyStep { Id = id, From = from, To = from + 1, IdleLifetime = TimeSpan.FromDays(7) }, CancellationToken.None)).HasMoved;

    private static async Task<bool> SwapAsync(NpgsqlDataSource bare, FamilyId id, int from)
    {
        await using NpgsqlCommand command = bare.CreateCommand(
            $"UPDATE {Schema}.bare SET generation = $2 + 1, rotated_at = clock_timestamp() WHERE id = $1 AND generation = $2 RETURNING generation");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = id.Bytes.ToArray(), NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = from, NpgsqlDbType = NpgsqlDbType.Integer });
        return await command.ExecuteScalarAsync() is int;
    }

    private static async Task CreateAsync(PostgreSqlSessionStore store, NpgsqlDataSource bare, FamilyId id)
    {
        await store.CreateFamilyAsync(
            new NewFamily
            {
                Id = id,
                Subject = "player",
                Provider = "toy",
                ProviderSubject = "1001",
                Profile = "web",
                ClientId = "game",
                Lifetime = TimeSpan.FromDays(30),
                IdleLifetime = TimeSpan.FromDays(7),
                Nonce = id.Bytes,
                NonceLifetime = TimeSpan.FromMinutes(5),
            },
            CancellationToken.None);
        await ExecuteAsync(bare, $"INSERT INTO {Schema}.bare VALUES ('\\x{Convert.ToHexString(id.Bytes.Span)}', 0, clock_timestamp())");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
