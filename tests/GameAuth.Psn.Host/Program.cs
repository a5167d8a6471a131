using System.Globalization;
using GameAuth;
using GameAuth.Providers;
using GameAuth.Psn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Argument: the store's directory. Where the service is and which client signs in is told in the environment. Each line of input is a command, each line of output is what became of it,
// with the account's status: `call 64 https://…` lets 64 callers get an address at once.
HostApplicationBuilder app = Host.CreateApplicationBuilder();
app.Logging.ClearProviders();
app.Services.AddGameAuth(static options => options.ApplicationName = "psn-host")
    .UseFileStore(args[0])
    .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
    .AddPsn()

    // The limits that players report would make 256 callers wait for minutes; the race is about tokens.
    .AddPaceRules(new PaceRule("psn/calls/*", new PaceWindow(1_000_000, TimeSpan.FromMinutes(15))), new PaceRule("psn/refresh/*", new PaceWindow(1_000_000, TimeSpan.FromMinutes(15))));
using IHost host = app.Build();
await host.StartAsync();
PsnAccount account = await host.Services.GetRequiredService<IPsnAuth>().FindAsync() ?? throw new InvalidOperationException("No account is stored.");
using HttpClient api = account.CreateClient();
Console.WriteLine("ready");
while (Console.ReadLine() is { } line)
{
    try
    {
        await RunAsync(line.Split(' '));
        Console.WriteLine($"done, {account.Status}");
    }
    catch (Exception error) when (error is GameAuthException or HttpRequestException)
    {
        Console.WriteLine($"{error.GetType().Name}: {error.Message}");
    }
}

await host.StopAsync();

Task RunAsync(string[] command) => command switch
{
    ["call", { } callers, { } address] => Task.WhenAll(Enumerable.Range(0, int.Parse(callers, CultureInfo.InvariantCulture)).Select(_ => Task.Run(() => GetAsync(new Uri(address))))),
    _ => throw new InvalidOperationException($"There is no command '{command[0]}'."),
};

async Task GetAsync(Uri address)
{
    using HttpResponseMessage response = await api.GetAsync(address);
    response.EnsureSuccessStatusCode();
}
