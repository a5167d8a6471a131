using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale.Tests.Validation;

public class TokenValidationRegistrationTests
{
    private const string Base = "GameAuth:Hytale:TokenValidation:";
    private const string Named = "GameAuth:Hytale:Registrations:second:TokenValidation:";

    [Fact]
    public void A_registration_has_rules_of_its_own_on_top_of_those_of_all()
    {
        using ServiceProvider host = Host((Base + "ClockSkew", "00:01:00"), (Base + "MaxTokenLength", "4096"), (Named + "ClockSkew", "00:02:00"), (Named + "Issuer", "https://emu.test"));
        HytaleTokenValidationOptions plain = Options(host, "default");
        HytaleTokenValidationOptions second = Options(host, "second");
        Assert.Equal((TimeSpan.FromMinutes(1), 4096, HytaleDefaults.SessionIssuer), (plain.ClockSkew, plain.MaxTokenLength, plain.Issuer));
        Assert.Equal((TimeSpan.FromMinutes(2), 4096, "https://emu.test"), (second.ClockSkew, second.MaxTokenLength, second.Issuer));
    }

    [Theory]
    [InlineData(Base, "default")]
    [InlineData(Named, "second")]
    public void A_value_that_can_not_be_read_is_an_error_of_the_setup_that_names_the_registration(string section, string registration)
    {
        using ServiceProvider host = Host((section + "ClockSkew", "five minutes"));
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => host.GetRequiredKeyedService<HytaleTokenValidator>(registration));
        Assert.Contains($"'{registration}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("ClockSkew", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_out_of_its_range_is_named_likewise()
    {
        using ServiceProvider host = Host((Named + "MaxTokenLength", "1"));
        Assert.Contains(
            "'second': MaxTokenLength", Assert.Throws<GameAuthConfigurationException>(() => host.GetRequiredKeyedService<HytaleTokenValidator>("second")).Message, StringComparison.Ordinal);
        Assert.NotNull(host.GetRequiredKeyedService<HytaleTokenValidator>("default"));
    }

    private static HytaleTokenValidationOptions Options(IServiceProvider host, string registration) =>
        host.GetRequiredService<IOptionsMonitor<HytaleTokenValidationOptions>>().Get(registration);

    private static ServiceProvider Host(params (string Key, string Value)[] settings)
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(static one => one.Key, static one => (string?)one.Value)).Build());
        services.AddGameAuth(static options => options.ApplicationName = "emu").AddHytale().AddHytale("second", static _ => { });
        return services.BuildServiceProvider();
    }
}
