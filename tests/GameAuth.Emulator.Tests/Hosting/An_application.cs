using Microsoft.Extensions.Hosting;

namespace GameAuth.Emulator.Tests.Hosting;

public sealed class An_application
{
    [Fact]
    public async Task Is_pointed_at_the_emulator_whatever_it_was_pointed_at_before()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync();
        HostApplicationBuilder builder = Builder("Development");
        builder.Configuration["GameAuth:Xbox:Endpoints:login"] = "https://login.live.com";

        IHostApplicationBuilder same = builder.UseEmulator(emulator);

        Assert.Same(builder, same);
        Assert.Equal(emulator.Configuration["GameAuth:Xbox:Endpoints:login"], builder.Configuration["GameAuth:Xbox:Endpoints:login"]);
        Assert.All(emulator.Configuration, one => Assert.Equal(one.Value, builder.Configuration[one.Key]));
    }

    [Fact]
    public async Task In_production_is_not()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync();
        HostApplicationBuilder builder = Builder("Production");

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => builder.UseEmulator(emulator));

        Assert.Contains("Production", error.Message, StringComparison.Ordinal);
        Assert.Null(builder.Configuration["GameAuth:Xbox:Endpoints:login"]);
    }

    private static HostApplicationBuilder Builder(string environment) =>
        Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
}
