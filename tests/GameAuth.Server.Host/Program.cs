using System.CommandLine;
using GameAuth.Server.Host;
using Microsoft.AspNetCore.Builder;

// It says "ready <address>" once it listens, and ends with its input.
Option<string> store = new("--store") { DefaultValueFactory = static _ => "memory" };
Option<string> keys = new("--keys") { DefaultValueFactory = static _ => "rs256" };
Option<string> schema = new("--schema") { DefaultValueFactory = static _ => "gameauth" };
Option<int> failEach = new("--fail-each");
Option<int> nonceSeconds = new("--nonce-seconds") { DefaultValueFactory = static _ => 300 };
Option<bool> rooms = new("--rooms");
Option<Uri?> issuer = new("--issuer") { CustomParser = static result => new Uri(result.Tokens[0].Value) };
Option<bool> noAudit = new("--no-audit");
Option<Uri?> discord = new("--discord") { CustomParser = static result => new Uri(result.Tokens[0].Value) };
RootCommand root = new("A session server on loopback, for tests and benchmarks.") { store, keys, schema, failEach, nonceSeconds, rooms, issuer, noAudit, discord };
root.SetAction(async (parsed, cancellationToken) =>
{
    await using WebApplication server = await SessionHost.StartAsync(
        new HostSettings
        {
            Store = parsed.GetValue(store)!,
            Keys = parsed.GetValue(keys)!,
            Schema = parsed.GetValue(schema)!,
            FailEach = parsed.GetValue(failEach),
            NonceSeconds = parsed.GetValue(nonceSeconds),
            Rooms = parsed.GetValue(rooms),
            Issuer = parsed.GetValue(issuer),
            HasAudit = !parsed.GetValue(noAudit),
            Discord = parsed.GetValue(discord),
        },
        cancellationToken: cancellationToken);
    Console.WriteLine($"ready {SessionHost.AddressOf(server)}");
    await Console.In.ReadToEndAsync(cancellationToken);
});
return await root.Parse(args).InvokeAsync();
