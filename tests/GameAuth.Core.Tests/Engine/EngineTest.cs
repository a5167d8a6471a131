using GameAuth.ProviderContract;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Engine;

/// <summary>A test of the engine as the toy provider shows it: a server, a clock, a store, and as many hosts over them as it likes.</summary>
public abstract class EngineTest : IAsyncLifetime
{
    protected ToyHarness Harness { get; } = new();

    protected ToyServer Server => Harness.Server;

    protected WireTap Tap => Harness.Tap;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Harness.DisposeAsync();

    protected Task<ContractHost> HostAsync(Action<GameAuthBuilder>? configure = null) => Harness.StartHostAsync(configure);

    protected static IToyAuth Front(ContractHost host) => host.Services.GetRequiredService<IToyAuth>();

    /// <summary>Signs a player in, whoever else is signed in.</summary>
    protected async Task<ToyAccount> SignInAsync(ContractHost host, string player = "alice")
    {
        Harness.Player = player;
        return (ToyAccount)await host.SignInAsync(forcePrompt: true);
    }

    protected static async Task<List<ToyAccount>> ListAsync(ContractHost host)
    {
        List<ToyAccount> accounts = [];
        await foreach (ToyAccount account in Front(host).ListAsync())
        {
            accounts.Add(account);
        }

        return accounts;
    }

    /// <summary>How often a step is called by some work.</summary>
    protected async Task<int> CallsAsync(string step, Func<Task> work)
    {
        int before = Server.Calls(step);
        await work();
        return Server.Calls(step) - before;
    }
}
