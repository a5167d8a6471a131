using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Pd2.Tests.Options;

public class Pd2OptionsTests
{
    [Theory]
    [InlineData("ClientId", "two words", "ClientId")]
    [InlineData("ClientSecret", "secret", "ClientSecret")]
    [InlineData("SocketStrategy", "oauth", "SocketStrategy")]
    [InlineData("CallTimeout", "00:00:00.5", "CallTimeout")]
    [InlineData("StashAge", "2.00:00:00", "StashAge")]
    [InlineData("RedirectUri", "http://example.com/", "RedirectUri")]
    [InlineData("RedirectUri", "com.example.app://redirect?a=b", "RedirectUri")]
    [InlineData("Scope", "", "Scope")]
    [InlineData("Endpoints:api", "http://api.example.com", "Endpoints:api")]
    [InlineData("Endpoints:nobody", "https://api.example.com", "nobody")]
    public void What_is_odd_is_told_by_its_name(string key, string value, string named)
    {
        OptionsValidationException? validation = null;
        GameAuthConfigurationException? configuration = null;
        try
        {
            Read((key, value));
        }
        catch (OptionsValidationException failure)
        {
            validation = failure;
        }
        catch (GameAuthConfigurationException failure)
        {
            configuration = failure;
        }

        Assert.Contains(named, (configuration ?? (Exception)validation!).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_section_binds_and_the_defaults_are_careful()
    {
        Pd2Options options = Read(("Tokens", "OAuth"), ("ClientId", "emu-client"), ("SocketStrategy", "jwt"), ("EngineVersion", "Auto"));
        Assert.Equal((Pd2TokenKind.OAuth, "emu-client", "jwt", EngineVersion.Auto), (options.Tokens, options.ClientId, options.SocketStrategy, options.EngineVersion));
        Pd2Options plain = Read();
        Assert.True(plain is { Tokens: Pd2TokenKind.Website, SendWebsiteTokenOverRest: false, SocketStrategy: null, RepeatReads: false, UsePkce: true });
        Assert.Equal((EngineVersion.V3, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)), (plain.EngineVersion, plain.CallTimeout, plain.StashAge));
    }

    private static Pd2Options Read(params (string Key, string Value)[] settings)
    {
        ServiceCollection services = new();
        IConfigurationSection section = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static one => KeyValuePair.Create($"Pd2:{one.Key}", (string?)one.Value))).Build().GetSection("Pd2");
        services.AddLogging();
        services.AddGameAuth(static family => family.ApplicationName = "pd2-tests").UseMemoryStore().AddPd2(section);
        using ServiceProvider host = services.BuildServiceProvider();
        return host.GetRequiredService<IOptionsMonitor<Pd2Options>>().Get("default");
    }
}
