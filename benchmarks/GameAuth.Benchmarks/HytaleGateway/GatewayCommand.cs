using System.Globalization;

namespace GameAuth.Benchmarks.HytaleGateway;

/// <summary><c>hytale-gateway load | idle</c>: figures of whole gateways, each node in a process of its own over PostgreSQL, before an emulated Hytale in this one.</summary>
internal static class GatewayCommand
{
    public const string Name = "hytale-gateway";

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case [_, "load", { } connection, ..]:
                await GatewayLoad.RunAsync(connection, Number(args, 3, 60));
                return 0;
            case [_, "idle", { } connection, ..]:
                await GatewayIdle.RunAsync(connection, Number(args, 3, 10_000), Number(args, 4, 500), TimeSpan.FromSeconds(Number(args, 5, 60)));
                return 0;
            default:
                await Console.Error.WriteLineAsync("hytale-gateway load \"connection string\" [accounts] | hytale-gateway idle \"connection string\" [stored accounts] [active ones] [seconds]");
                return 1;
        }
    }

    private static int Number(string[] args, int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
}
