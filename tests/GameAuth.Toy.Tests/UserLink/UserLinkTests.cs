using GameAuth.ProviderContract;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Toy.Tests.UserLink;

public sealed class UserLinkTests : IAsyncLifetime
{
    private readonly ToyHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task A_link_of_ones_own_is_cached_stored_and_single_flight_like_any_other()
    {
        ContractHost host = await StartAsync();
        Account account = await host.SignInAsync();
        MinecraftTokens source = host.Services.GetRequiredService<MinecraftTokens>();
        MinecraftToken[] tokens = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => account.GetTokenAsync(source).AsTask())));
        Assert.All(tokens, token => Assert.Same(tokens[0], token));
        Assert.Equal(1, source.Mints);

        ContractHost restarted = await StartAsync();
        MinecraftTokens again = restarted.Services.GetRequiredService<MinecraftTokens>();
        MinecraftToken stored = await (await restarted.FindAsync())!.GetTokenAsync(again);
        Assert.Equal((tokens[0].Token, 0), (stored.Token, again.Mints));
    }

    [Fact]
    public async Task A_link_dies_with_its_parents_grant_and_not_with_its_parents_end()
    {
        ContractHost host = await StartAsync();
        Account account = await host.SignInAsync();
        MinecraftTokens source = host.Services.GetRequiredService<MinecraftTokens>();
        MinecraftToken first = await account.GetTokenAsync(source);
        _harness.ExpireLeaf();
        Assert.Same(first, await account.GetTokenAsync(source));
        await host.SignInAsync(forcePrompt: true);
        Assert.NotSame(first, await account.GetTokenAsync(source));
    }

    [Fact]
    public async Task A_link_that_asks_upwards_is_told_so()
    {
        ContractHost host = await StartAsync();
        Account account = await host.SignInAsync();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(
            async () => await account.GetTokenAsync(new MisplacedTokens(host.Services.GetRequiredService<IToyAuth>())));
        Assert.Contains("'misplaced'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'session'", error.Message, StringComparison.Ordinal);
    }

    private Task<ContractHost> StartAsync() => _harness.StartHostAsync(static gameAuth => gameAuth.Services.AddSingleton<MinecraftTokens>());
}
