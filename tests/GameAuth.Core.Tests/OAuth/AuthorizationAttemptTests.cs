using System.Web;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.OAuth;

public sealed class AuthorizationAttemptTests
{
    private static readonly AuthorizationCodeSettings Settings = new("discord", new Uri("https://login.example/authorize?v=2"), "client")
    {
        Scope = "a b",
        More = new OAuthForm().Add("prompt", "login"),
        Redirect = new Uri("com.example.app://redirect"),
    };

    private static readonly EchoedParameter Cid = new("cid", new Secret("00000000-0000-4000-8000-00000madeup0"));

    [Fact]
    public void The_address_has_all_that_the_server_wants_and_the_redirect_as_it_was_written()
    {
        AuthorizationAttempt attempt = new(Settings, Settings.Redirect!);

        string address = attempt.ToAddress().AbsoluteUri;

        Assert.StartsWith("https://login.example/authorize?v=2&client_id=client&response_type=code&redirect_uri=com.example.app%3A%2F%2Fredirect&scope=a%20b&state=", address, StringComparison.Ordinal);
        Assert.EndsWith($"&code_challenge={attempt.Pkce!.Challenge}&code_challenge_method=S256&prompt=login", address, StringComparison.Ordinal);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", StateOf(attempt));
        Assert.DoesNotContain(attempt.Pkce.Verifier.Reveal(), address, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_PKCE_no_challenge_is_sent() =>
        Assert.DoesNotContain("code_challenge", new AuthorizationAttempt(Settings with { UsesPkce = false }, Settings.Redirect!).ToAddress().Query, StringComparison.Ordinal);

    [Fact]
    public void Two_attempts_have_two_states_and_neither_takes_the_others_redirect()
    {
        AuthorizationAttempt one = new(Settings, Settings.Redirect!);
        AuthorizationAttempt two = new(Settings, Settings.Redirect!);

        Assert.Null(one.Read($"?code=c&state={StateOf(two)}"));
        Assert.Equal("c", one.Read($"?code=c&state={StateOf(one)}")!.Code!.Reveal());
    }

    [Fact]
    public void A_redirect_with_an_error_is_the_provider_s_to_explain_where_it_can()
    {
        AuthorizationCodeSettings settings = Settings with
        {
            MapError = static query => query.TryGetValue("error_code", out string? code) ? new ProviderException("mapped", status: null, code, isTransient: false) : null,
        };
        AuthorizationAttempt one = new(settings, settings.Redirect!);
        AuthorizationAttempt two = new(settings, settings.Redirect!);

        Assert.Equal("4165", Assert.IsType<ProviderException>(one.Read($"?error=login_required&error_code=4165&state={StateOf(one)}")!.Failure).Code);
        Assert.IsType<SignInRequiredException>(two.Read($"?error=access_denied&state={StateOf(two)}")!.Failure);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/back", "/back", 5000, false)]
    [InlineData("http://localhost/back", "/back", 0, true)]
    public void A_registered_redirect_on_loopback_is_listened_for(string redirect, string path, int port, bool isLocalhost)
    {
        AuthorizationCodeSettings settings = Settings.At(new Uri(redirect));
        Assert.Equal((null, path, port, isLocalhost), (settings.Redirect, settings.LoopbackPath, settings.LoopbackPort, settings.UsesLocalhost));
    }

    [Theory]
    [InlineData("com.example.app://redirect")]
    [InlineData("https://127.0.0.1/back")]
    [InlineData("http://192.0.2.1/back")]
    public void Any_other_registered_redirect_is_pasted(string redirect) => Assert.Equal(redirect, Settings.At(new Uri(redirect)).Redirect!.OriginalString);

    [Fact]
    public void A_state_works_once()
    {
        AuthorizationAttempt attempt = new(Settings, Settings.Redirect!);

        Assert.NotNull(attempt.Read($"?code=c&state={StateOf(attempt)}"));
        Assert.Null(attempt.Read($"?code=c&state={StateOf(attempt)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=c")]
    [InlineData("?code=c&state=")]
    [InlineData("?code=c&state={0}x")]
    [InlineData("?code=c&state=x{0}")]
    [InlineData("?code=c&state={0}&state={0}")]
    [InlineData("?code=c&code=d&state={0}")]
    [InlineData("?code=c&STATE={0}")]
    public void Any_other_query_is_not_this_attempts_and_leaves_it_open(string query)
    {
        AuthorizationAttempt attempt = new(Settings, Settings.Redirect!);

        Assert.Null(attempt.Read(query.Replace("{0}", StateOf(attempt), StringComparison.Ordinal)));
        Assert.NotNull(attempt.Read($"?code=c&state={StateOf(attempt)}"));
    }

    [Theory]
    [InlineData("?code=c&cid={1}", "c")]
    [InlineData("?error=access_denied&cid={1}", null)]
    [InlineData("?code=c&cid={1}&state={0}", "c")]
    [InlineData("?code=c&state={0}", "c")]
    [InlineData("?code=c&cid=another&state={0}", "c")]
    public void By_option_an_echoed_parameter_binds_a_redirect_without_a_state(string query, string? code)
    {
        AuthorizationAttempt attempt = new(Settings with { Echoed = Cid }, Settings.Redirect!);

        AuthorizationResult answer = attempt.Read(Fill(query, attempt))!;

        Assert.Equal(code, answer.Code?.Reveal());
        Assert.Null(attempt.Read(Fill(query, attempt)));
    }

    [Theory]
    [InlineData("?code=c")]
    [InlineData("?code=c&cid=")]
    [InlineData("?code=c&cid={1}x")]
    [InlineData("?code=c&CID={1}")]
    [InlineData("?code=c&cid={1}&cid={1}")]
    [InlineData("?code=c&cid={1}&state=")]
    [InlineData("?code=c&cid={1}&state={0}x")]
    public void A_redirect_that_neither_binds_is_not_this_attempts_and_leaves_it_open(string query)
    {
        AuthorizationAttempt attempt = new(Settings with { Echoed = Cid }, Settings.Redirect!);

        Assert.Null(attempt.Read(Fill(query, attempt)));
        Assert.NotNull(attempt.Read(Fill("?code=c&cid={1}", attempt)));
    }

    [Fact]
    public void Without_the_option_an_echoed_parameter_binds_nothing()
    {
        AuthorizationAttempt attempt = new(Settings with { More = new OAuthForm().Add(Cid.Name, Cid.Value) }, Settings.Redirect!);

        Assert.Null(attempt.Read(Fill("?code=c&cid={1}", attempt)));
        Assert.NotNull(attempt.Read($"?code=c&state={StateOf(attempt)}"));
    }

    [Fact]
    public void The_echoed_parameter_is_sent_once_and_printed_never()
    {
        AuthorizationCodeSettings settings = Settings with { Echoed = Cid };

        Assert.Equal([Cid.Value.Reveal()], HttpUtility.ParseQueryString(new AuthorizationAttempt(settings, Settings.Redirect!).ToAddress().Query).GetValues("cid")!);
        Assert.DoesNotContain(Cid.Value.Reveal(), settings.ToString(), StringComparison.Ordinal);
        Assert.Contains("cid", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "00000000-0000-4000-8000-00000madeup0")]
    [InlineData("cid", "")]
    [InlineData("cid", "fifteen-letters")]
    public void A_value_that_could_be_guessed_stands_in_for_no_state(string name, string value)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new EchoedParameter(name, new Secret(value)));

        Assert.DoesNotContain("fifteen", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?code=c&code=c&state={0}", true)]
    [InlineData("?code=c&state={0}&state={0}&cid=1&cid=1&no_captcha=true&no_captcha=true", true)]
    [InlineData("?code=c&code=d&state={0}", false)]
    [InlineData("?code=c&state={0}&state=", false)]
    [InlineData("?code=c&state=x&state={0}", false)]
    [InlineData("?code=c&cid=1&cid=2&state={0}", false)]
    public void By_option_repeated_parameters_pass_if_their_values_agree(string query, bool passes)
    {
        AuthorizationAttempt lenient = new(Settings with { AllowsRepeatedParameters = true }, Settings.Redirect!);
        AuthorizationAttempt strict = new(Settings, Settings.Redirect!);

        Assert.Equal(passes ? "c" : null, lenient.Read(Fill(query, lenient))?.Code?.Reveal());
        Assert.Null(strict.Read(Fill(query, strict)));
    }

    [Fact]
    public void A_pasted_redirect_of_PSN_is_read()
    {
        AuthorizationAttempt attempt = new(Settings with { Echoed = Cid, AllowsRepeatedParameters = true }, Settings.Redirect!);

        Assert.Equal("v3.made-up", attempt.ReadPasted(new Secret(Fill("com.example.app://redirect/?code=v3.made-up&cid={1}&cid={1}", attempt)))!.Code!.Reveal());
    }

    [Fact]
    public void A_query_of_a_thousand_parameters_is_not_read_to_its_end()
    {
        AuthorizationAttempt attempt = new(Settings, Settings.Redirect!);

        Assert.Null(attempt.Read("?" + string.Join('&', Enumerable.Range(0, 1000)) + $"&code=c&state={StateOf(attempt)}"));
    }

    [Theory]
    [InlineData("com.example.app://redirect?code=c%2Bd+e&state={0}", "c+d e")]
    [InlineData("  com.example.app://redirect/?code=c&state={0}&cid=1 \r\n", "c")]
    public void A_pasted_address_is_read_with_what_copying_adds(string pasted, string code)
    {
        AuthorizationAttempt attempt = new(Settings, Settings.Redirect!);

        Assert.Equal(code, attempt.ReadPasted(new Secret(pasted.Replace("{0}", StateOf(attempt), StringComparison.Ordinal)))!.Code!.Reveal());
    }

    [Theory]
    [InlineData("the-code")]
    [InlineData("")]
    [InlineData("com.example.app://redirect?code=c")]
    [InlineData("com.example.app://redirect?code=c&state=other")]
    [InlineData("com.example.app://other?code=c&state={0}")]
    [InlineData("com.example.app://redirect/path?code=c&state={0}")]
    [InlineData("com.example.app://redirect#code=c&state={0}")]
    [InlineData("https://evil.example/?code=c&state={0}")]
    [InlineData("com.example.app://user@redirect?code=c&state={0}")]
    public void A_pasted_address_is_checked_like_a_caught_one(string pasted)
    {
        AuthorizationAttempt attempt = new(Settings, Settings.Redirect!);

        Assert.Null(attempt.ReadPasted(new Secret(pasted.Replace("{0}", StateOf(attempt), StringComparison.Ordinal))));
    }

    [Fact]
    public void An_overlong_paste_is_not_read()
    {
        AuthorizationAttempt attempt = new(Settings, Settings.Redirect!);

        Assert.Null(attempt.ReadPasted(new Secret($"com.example.app://redirect?state={StateOf(attempt)}&code={new string('c', 20_000)}")));
    }

    [Theory]
    [InlineData("https://id.example", false, "&iss=https%3A%2F%2Fid.example", true)]
    [InlineData("https://id.example", false, "", true)]
    [InlineData("https://id.example", true, "", false)]
    [InlineData("https://id.example", false, "&iss=https%3A%2F%2Fid.example%2F", false)]
    [InlineData("https://id.example", true, "&iss=https%3A%2F%2Fevil.example", false)]
    [InlineData(null, false, "&iss=https%3A%2F%2Fid.example", true)]
    public void The_issuer_is_checked_when_it_is_announced_or_sent(string? issuer, bool required, string sent, bool passes)
    {
        AuthorizationAttempt attempt = new(Settings with { Issuer = issuer, RequiresIssuer = required }, Settings.Redirect!);

        AuthorizationResult answer = attempt.Read($"?code=c&state={StateOf(attempt)}{sent}")!;

        Assert.Equal(passes, answer.Code is not null);
        Assert.Equal(passes, answer.Failure is null);
    }

    [Fact]
    public void A_wrong_issuer_is_refused_before_its_error_is_believed()
    {
        AuthorizationAttempt attempt = new(Settings with { Issuer = "https://id.example" }, Settings.Redirect!);

        Assert.IsType<ProviderException>(attempt.Read($"?error=access_denied&state={StateOf(attempt)}&iss=https://evil.example")!.Failure);
    }

    [Theory]
    [InlineData("access_denied", typeof(SignInRequiredException))]
    [InlineData("unauthorized_client", typeof(GameAuthConfigurationException))]
    [InlineData("invalid_scope", typeof(GameAuthConfigurationException))]
    [InlineData("unsupported_response_type", typeof(GameAuthConfigurationException))]
    [InlineData("server_error", typeof(ProviderException))]
    [InlineData("canary%20and%20more", typeof(ProviderException))]
    [InlineData("", typeof(ProviderException))]
    public void An_error_in_the_redirect_is_read(string error, Type type)
    {
        AuthorizationAttempt attempt = new(Settings, Settings.Redirect!);

        AuthorizationResult answer = attempt.Read($"?error={error}&error_description=canary&state={StateOf(attempt)}")!;

        Assert.IsType(type, answer.Failure);
        Assert.Equal("authorization", answer.Failure!.Step);
        Assert.DoesNotContain("canary", answer.Failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&code=")]
    public void A_redirect_without_a_code_is_an_error(string code)
    {
        AuthorizationAttempt attempt = new(Settings, Settings.Redirect!);

        Assert.IsType<ProviderException>(attempt.Read($"?state={StateOf(attempt)}{code}")!.Failure);
    }

    private static string Fill(string query, AuthorizationAttempt attempt) =>
        query.Replace("{0}", StateOf(attempt), StringComparison.Ordinal).Replace("{1}", Cid.Value.Reveal(), StringComparison.Ordinal);

    private static string StateOf(AuthorizationAttempt attempt) => HttpUtility.ParseQueryString(attempt.ToAddress().Query)["state"]!;
}
