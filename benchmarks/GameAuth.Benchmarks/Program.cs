using BenchmarkDotNet.Running;
using GameAuth.Benchmarks;
using GameAuth.Benchmarks.HytaleGateway;
using GameAuth.Benchmarks.PostgreSql;
using GameAuth.Benchmarks.Server;
using GameAuth.Benchmarks.SilentStart;
using GameAuth.Benchmarks.Socket;

if (args is [SilentStartCommand.Name, ..])
{
    return await SilentStartCommand.RunAsync(args);
}

if (args is [RotationCommand.Name, ..])
{
    return await RotationCommand.RunAsync(args);
}

if (args is [SocketCommand.Name, ..])
{
    return await SocketCommand.RunAsync(args);
}

if (args is [ServerCommand.Name, ..])
{
    return await ServerCommand.RunAsync(args);
}

if (args is [GatewayCommand.Name, ..])
{
    return await GatewayCommand.RunAsync(args);
}

BenchmarkSwitcher.FromAssembly(typeof(InThisProcess).Assembly).Run(args, new InThisProcess());
return 0;
