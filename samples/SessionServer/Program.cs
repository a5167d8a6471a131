using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using SessionServer;

Option<bool> serve = new("--serve") { Description = "Keep the server running for clients of your own, until Ctrl+C." };
Option<ushort> port = new("--port") { Description = "The port on loopback; else any that is free." };
Option<string?> postgres = new("--postgres") { Description = "The connection string of a PostgreSQL database that keeps the sessions, in a schema of its own; else they end with the process." };
Option<string> provider = new("--provider") { Description = "Who knows the players: toy, a platform of the sample's own, or discord, emulated on loopback.", DefaultValueFactory = static _ => "toy" };
provider.AcceptOnlyFromAmong("toy", "discord");

RootCommand root = new("Issues the sessions of a game on loopback, and shows what happens to them: two tabs at once, a lost answer, a thief; or a ban and an unlinked account of Discord.") { serve, port, postgres, provider };
root.SetAction(async (parsed, cancellationToken) =>
{
    string? connection = parsed.GetValue(postgres);
    string origin = $"http://127.0.0.1:{(parsed.GetValue(port) is > 0 and { } chosen ? chosen : ServerHost.FreePort())}";
    await using DiscordPlatform? discord = parsed.GetValue(provider) == "discord" ? await DiscordPlatform.StartAsync(origin, cancellationToken) : null;
    await using WebApplication server = await ServerHost.StartAsync(origin, connection, discord, cancellationToken);
    Uri address = ServerHost.AddressOf(server);
    Console.WriteLine($"The server listens at {address}.");
    if (parsed.GetValue(serve))
    {
        Console.WriteLine(discord is null ? Commands(address) : DiscordCommands(address, discord));
        await server.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    Report report = new();
    await (discord is null ? new Story(address, report).RunAsync(cancellationToken) : new DiscordStory(address, discord, report).RunAsync(cancellationToken));
    if (connection is not null && discord is null)
    {
        await Restart.ShowAsync(server, connection, report, cancellationToken);
    }

    Console.WriteLine(report.Failures == 0 ? "All as it should be." : $"{report.Failures} steps went wrong.");
    return report.Failures == 0 ? 0 : 1;
});

return await root.Parse(args).InvokeAsync();

static string Commands(Uri address) => $$"""

    A ticket of the toy provider, as a game's client gets one from its platform:
      curl -s '{{address}}toy/ticket?player=ada'
    A session for it; the cookie goes to jar.txt:
      curl -s -c jar.txt -H 'Content-Type: application/json' -d '{"client_nonce":"'$(uuidgen)'","ticket":"TICKET"}' {{address}}api/auth/toy/exchange
    A call, a refresh, the end; a cookie goes with the origin of its page:
      curl -s -H 'Authorization: Bearer ACCESS_TOKEN' {{address}}api/me
      curl -s -b jar.txt -c jar.txt -H 'Origin: {{address.GetLeftPart(UriPartial.Authority)}}' -H 'Content-Type: application/json' -d '{}' {{address}}api/auth/refresh
      curl -s -b jar.txt -H 'Origin: {{address.GetLeftPart(UriPartial.Authority)}}' -H 'Content-Type: application/json' -d '{}' {{address}}api/auth/logout
    What others verify the tokens by:
      curl -s {{address}}.well-known/jwks.json
    """;

static string DiscordCommands(Uri address, DiscordPlatform discord) => $"""

    A page of the game's own site, with sign-in, your sessions, and an end for all others; open it in two browsers:
      {address}
    A session for emunova, whose token of Discord is good for a week:
      curl -s -c jar.txt -H 'Content-Type: application/json' -d '{DiscordPlatform.TokenBody(discord.Discord.IssueAccessToken("emunova"))}' {address}api/auth/discord/exchange
    A session for emupixel by a code, which is good for 100 seconds and once:
      curl -s -c jar.txt -H 'Content-Type: application/json' -d '{discord.CodeBody("emupixel")}' {address}api/auth/discord/exchange
    A call:
      curl -s -H 'Authorization: Bearer ACCESS_TOKEN' {address}api/me
    """;
