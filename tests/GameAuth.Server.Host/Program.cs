using System.CommandLine;
using GameAuth.Server.Host;
using Microsoft.AspNetCore.Builder;

// It says "ready <address>" once it listens, and ends with its input.
Option<string> store = new("--store") { DefaultValueFactory = static _ => "memory" };
Option<string> keys = new("--keys") { DefaultValueFactory = static _ => "rs256" };
Option<int> port = new("--port");
Option<string> schema = new("--schema") { DefaultValueFactory = static _ => "gameauth" };
Option<int> failEach = new("--fail-each");
Option<int> nonceSeconds = new("--nonce-seconds") { DefaultValueFactory = static _ => 300 };
Option<int> windowSeconds = new("--window-seconds") { DefaultValueFactory = static _ => 10 };
Option<Uri?> issuer = new("--issuer") { CustomParser = static result => new Uri(result.Tokens[0].Value) };
RootCommand root = new("A session server on loopback, for tests and benchmarks.") { store, keys, port, schema, failEach, nonceSeconds, windowSeconds, issuer };
root.SetAction(async (parsed, cancellationToken) =>
{
    await using WebApplication server = await SessionHost.StartAsync(
        new HostSettings
        {
            Store = parsed.GetValue(store)!,
            Keys = parsed.GetValue(keys)!,
            Port = parsed.GetValue(port),
            Schema = parsed.GetValue(schema)!,
            FailEach = parsed.GetValue(failEach),
            NonceSeconds = parsed.GetValue(nonceSeconds),
            WindowSeconds = parsed.GetValue(windowSeconds),
            Issuer = parsed.GetValue(issuer),
        },
        cancellationToken: cancellationToken);
    Console.WriteLine($"ready {SessionHost.AddressOf(server)}");
    await Console.In.ReadToEndAsync(cancellationToken);
});
return await root.Parse(args).InvokeAsync();
