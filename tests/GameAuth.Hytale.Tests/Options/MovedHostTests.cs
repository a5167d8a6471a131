namespace GameAuth.Hytale.Tests;

/// <summary>Stored tokens stay with the hosts that they were got with.</summary>
public class MovedHostTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct, "oauth")]
    [InlineData(HytaleDialect.Direct, "account-data")]
    [InlineData(HytaleDialect.Direct, "sessions")]
    [InlineData(HytaleDialect.Gateway, "gateway")]
    public async Task A_host_that_was_moved_gets_none_of_the_tokens_that_are_stored(HytaleDialect dialect, string name)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        world.Options = options => options.Endpoints[name] = new Uri("https://moved.example");
        IHytaleAuth moved = await world.StartAsync();
        Assert.Null(await moved.FindAsync());
        Assert.Null(await moved.FindAsync(me.Id));
        Assert.Empty(world.Service.Sent);
        world.Options = null;
        Assert.Equal(me.Id, (await (await world.StartAsync()).FindAsync())!.Id);
    }

    [Theory]
    [InlineData("sesions")]
    [InlineData("sessions.hytale.com")]
    public async Task A_misspelt_endpoint_fails_the_start(string name)
    {
        await using HytaleWorld world = new();
        world.Options = options => options.Endpoints[name] = new Uri("https://moved.example");
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => world.StartAsync());
        Assert.Contains($"Endpoints:{name} is", error.Message, StringComparison.Ordinal);
    }
}
