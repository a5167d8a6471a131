using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.PostgreSql.Tests;

public sealed class BuilderTests : IAsyncLifetime
{
    private readonly TokenStores _stores = new(TokenStores.DirectAsync);

    public Task InitializeAsync() => _stores.StartAsync();

    public Task DisposeAsync() => _stores.EndAsync();

    [Fact]
    public async Task A_host_keeps_its_rows_in_PostgreSQL()
    {
        ServiceCollection services = new();
        services.AddGameAuth().UsePostgreSqlStore(_stores.Options().ConnectionString!, options => options.Schema = _stores.Schema);
        await using ServiceProvider host = services.BuildServiceProvider();
        ITokenStore store = Assert.IsType<PostgreSqlTokenStore>(host.GetRequiredService<ITokenStore>());
        RowVersion version = RowVersion.NewEpoch();
        Assert.True(await store.TryWriteAsync(new RowKey("owner", "row"), null, version, default, default));
        Assert.Equal(version, (await _stores.Open().ReadAsync(new RowKey("owner", "row"), default)).Version);
    }

    [Fact]
    public async Task A_wrong_option_is_told_when_the_store_is_made()
    {
        ServiceCollection services = new();
        services.AddGameAuth().UsePostgreSqlStore("", options => options.Schema = _stores.Schema);
        await using ServiceProvider host = services.BuildServiceProvider();
        Assert.Throws<GameAuthConfigurationException>(host.GetRequiredService<ITokenStore>);
    }
}
