using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Toy.Tests.Processes;

/// <summary>Four processes over one directory and one service that rotates and detects reuse: one mint per row in all.</summary>
public sealed class FourProcessTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gameauth-toy-").FullName;
    private readonly ToyServer _server = new(TimeProvider.System);
    private readonly List<ToyProcess> _processes = [];
    private LoopbackToy _service = null!;

    public async Task InitializeAsync()
    {
        _service = new LoopbackToy(_server);
        await using GameAuthClient client = await GameAuthClient.CreateAsync(services => services
            .AddSingleton<TimeProvider>(new EarlierClock())
            .AddGameAuth(options => { options.ApplicationName = "toy-host"; options.AllowLoopbackHttp = true; })
            .UseFileStore(_directory)
            .UseKey([.. Enumerable.Range(1, 32).Select(i => (byte)i)])
            .AddToy(options => { options.ClientId = "toy-host"; options.Endpoints["auth"] = _service.Address; options.Endpoints["api"] = _service.Address; }));
        await client.Get<IToyAuth>().SignInAsync(ToySignIn.Paste(new ToyPrompt("alice")));
        _processes.AddRange(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ToyProcess.StartAsync(_directory, _service.Address))));
    }

    public Task DisposeAsync()
    {
        _processes.ForEach(static process => process.Dispose());
        _service.Dispose();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    public async Task Cold_callers_over_ended_tokens_and_callers_who_are_refused_cost_one_mint_per_row_in_all(int callers)
    {
        (int refreshes, int sessions) = (_server.Calls("token"), _server.Calls("session"));
        await AllAsync("get", callers);
        Assert.Equal((1, 1), (_server.Calls("token") - refreshes, _server.Calls("session") - sessions));

        _server.Ledger.ForgetSessions();
        await AllAsync("call", callers);
        Assert.Equal((1, 2), (_server.Calls("token") - refreshes, _server.Calls("session") - sessions));
        Assert.Equal((0, 1), (_server.Ledger.Reuses, _server.Ledger.DeviceIds.Count));
    }

    private async Task AllAsync(string work, int callers)
    {
        string?[] ends = await Task.WhenAll(_processes.Select(process => process.WorkAsync(work, callers)));
        Assert.All(ends, end => Assert.Equal("done", end));
    }
}
