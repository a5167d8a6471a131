using System.Globalization;
using GameAuth;
using GameAuth.Hytale;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Arguments: the store's directory, and the method and address of a call with the account's access token. Each line of input is how many callers make it at once; each
// line of output is their end, with the account's status. Where the services are is told in the environment.
(string directory, HttpMethod method, Uri address) = (args[0], new HttpMethod(args[1]), new Uri(args[2]));
HostApplicationBuilder app = Host.CreateApplicationBuilder();
app.Logging.ClearProviders();
app.Services.AddGameAuth(static options => options.ApplicationName = "hytale-host")
    .UseFileStore(directory)
    .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
    .AddHytale()

    // The documented limit would make 256 callers wait for hours; the race is about tokens.
    .AddPaceRules(new PaceRule("hytale/profiles/*", new PaceWindow(1_000_000, TimeSpan.FromHours(1))));
using IHost host = app.Build();
await host.StartAsync();
HytaleAccount account = await host.Services.GetRequiredService<IHytaleAuth>().FindAsync() ?? throw new InvalidOperationException("No account is stored.");
using HttpClient api = account.CreateClient();
Console.WriteLine("ready");
while (Console.ReadLine() is { } line)
{
    try
    {
        await Task.WhenAll(Enumerable.Range(0, int.Parse(line, CultureInfo.InvariantCulture)).Select(_ => Task.Run(CallAsync)));
        Console.WriteLine($"done, {account.Status}");
    }
    catch (Exception error) when (error is GameAuthException or HttpRequestException)
    {
        Console.WriteLine($"{error.GetType().Name}: {error.Message}");
    }
}

await host.StopAsync();

async Task CallAsync()
{
    using HttpRequestMessage request = new(method, address);
    if (method == HttpMethod.Post)
    {
        request.Content = new StringContent("{}", mediaType: new("application/json"));
    }

    using HttpResponseMessage response = await api.SendAsync(request);
    response.EnsureSuccessStatusCode();
}
