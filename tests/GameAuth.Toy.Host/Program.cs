using GameAuth;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

// Arguments: the store's directory, the service's address. Each line of input is work: "get N" or "call N"; each line of output is its end.
(string directory, Uri service) = (args[0], new Uri(args[1]));
await using GameAuthClient client = await GameAuthClient.CreateAsync(services => services
    .AddGameAuth(options => { options.ApplicationName = "toy-host"; options.AllowLoopbackHttp = true; })
    .UseFileStore(directory)
    .UseKey([.. Enumerable.Range(1, 32).Select(i => (byte)i)])
    .AddToy(options => { options.ClientId = "toy-host"; options.Endpoints["auth"] = service; options.Endpoints["api"] = service; }));
ToyAccount account = await client.Get<IToyAuth>().FindAsync() ?? throw new InvalidOperationException("No account is stored.");
using HttpClient api = account.CreateClient();
Console.WriteLine("ready");
while (Console.ReadLine() is { } line)
{
    string[] words = line.Split(' ');
    int callers = int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
    try
    {
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => words[0] is "get" ? GetAsync() : CallAsync())));
        Console.WriteLine("done");
    }
    catch (GameAuthException error)
    {
        Console.WriteLine($"{error.GetType().Name}: {error.Message}");
    }
}

async Task GetAsync() => await account.GetSessionAsync();

async Task CallAsync()
{
    using HttpResponseMessage response = await api.GetAsync(new Uri(service, "me"));
    response.EnsureSuccessStatusCode();
}
