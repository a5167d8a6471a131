using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Discord.Tests.Options;

/// <summary>What an application may configure, and what is refused with the fix.</summary>
public class DiscordOptionsTests
{
    [Theory]
    [InlineData("ClientId", "", "ClientId")]
    [InlineData("ClientId", "abc", "ClientId")]
    [InlineData("Backend", "http://auth.example.test", "Endpoints:backend")]
    [InlineData("Backend", "https://auth.example.test/path", "Endpoints:backend")]
    [InlineData("RedirectUri", "http://elsewhere.example/discord", "RedirectUri")]
    [InlineData("RedirectUri", "http://127.0.0.1/discord", "port")]
    [InlineData("RedirectUri", "http://127.0.0.1:53170/discord?x=1", "RedirectUri")]
    [InlineData("RealtimePath", "realtime", "RealtimePath")]
    [InlineData("RealtimePath", "/realtime?token=1", "RealtimePath")]
    [InlineData("RealtimePath", "//elsewhere.example/realtime", "RealtimePath")]
    public async Task What_makes_no_sense_is_refused_with_its_name(string option, string value, string named)
    {
        GameAuthConfigurationException wrong = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => StartAsync(new() { [option] = value }));
        Assert.Contains(named, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_is_missing() => Assert.Contains("Backend is missing", (await Assert.ThrowsAsync<GameAuthConfigurationException>(() => StartAsync(new() { ["Backend"] = null }))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Backend")]
    [InlineData("Endpoints:backend")]
    public async Task A_backend_has_two_names(string key)
    {
        await using GameAuthClient client = await StartAsync(key == "Backend" ? [] : new() { ["Backend"] = null, [key] = "https://other.example.test" });
        Assert.NotNull(client.Services.GetRequiredService<IDiscordAuth>());
    }

    private static Task<GameAuthClient> StartAsync(Dictionary<string, string?> changes)
    {
        Dictionary<string, string?> all = new() { ["ClientId"] = "930000000000000001", ["Backend"] = "https://auth.example.test", ["RedirectUri"] = "http://127.0.0.1:53170/discord" };
        foreach ((string key, string? value) in changes)
        {
            all[key] = value;
        }

        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(all.Where(static one => one.Value is not null).Select(static one => KeyValuePair.Create($"GameAuth:Discord:{one.Key}", one.Value))).Build();
        return GameAuthClient.CreateAsync(services =>
        {
            services.AddSingleton<IConfiguration>(configuration);
            services.AddGameAuth(static options => options.ApplicationName = "options").UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]).AddDiscord();
        });
    }
}
