namespace GameAuth.Psn.Tests.Options;

/// <summary>What an application supplies is checked at the start, with the fix.</summary>
public class PsnOptionsTests
{
    public static TheoryData<string, string> Faults => new()
    {
        { "ClientId", "" },
        { "ClientId", "has blanks" },
        { "ClientSecret", "has blanks" },
        { "Scope", "" },
        { "AppVersion", "line\nbreak" },
        { "Locale", "1" },
        { "Country", "USA" },
        { "RedirectUri", "relative" },
        { "RedirectUri", "http://example.com/redirect" },
        { "RedirectUri", "com.example.psn-app://redirect?x=1" },
        { "RedirectUri", "com.example.psn-app://user@redirect" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_wrong_option_is_named_with_the_fix(string option, string value)
    {
        await using PsnWorld world = new()
        {
            Options = options => typeof(PsnOptions).GetProperty(option)!.SetValue(options, option == "RedirectUri" ? new Uri(value, UriKind.RelativeOrAbsolute) : value),
        };
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(world.StartAsync);
        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("com.example.psn-app://redirect")]
    [InlineData("https://example.com/redirect")]
    [InlineData("http://127.0.0.1:5000/callback")]
    [InlineData("http://localhost/callback")]
    public async Task A_redirect_of_any_kind_that_a_client_has_is_taken(string redirect)
    {
        await using PsnWorld world = new() { Options = options => options.RedirectUri = new Uri(redirect) };
        await world.StartAsync();
    }

    [Fact]
    public void Nothing_of_the_service_s_own_clients_ships()
    {
        PsnOptions options = new();
        Assert.Equal(("", null, null, "", null), (options.ClientId, options.ClientSecret, options.RedirectUri, options.Scope, options.AppVersion));
        Assert.Equal(("en-US", "US", false, false), (options.Locale, options.Country, options.SendDeviceAtAuthorize, options.UsePkce));
    }

    [Fact]
    public async Task A_client_without_a_secret_sends_its_id_in_the_form()
    {
        await using PsnWorld world = new() { Options = static options => options.ClientSecret = null };
        IPsnAuth psn = await world.StartAsync();
        world.Service.Next("code", static () => ScriptedAnswer.Json(400, """{"error":"invalid_client"}"""));
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => world.SignInAsync(psn));
        SentCall sent = world.Service.Last("code");
        Assert.Equal(ScriptedService.ClientId, sent.Form["client_id"]);
        Assert.DoesNotContain("Authorization", sent.Headers.Keys);
    }
}
