using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>login.live.com: device codes, the token endpoint, and the pages on which a player decides.</summary>
internal static class LoginHost
{
    private const string DeviceCodeGrant = "urn:ietf:params:oauth:grant-type:device_code";

    public static EmulatedHost Of(XboxAuthority authority)
    {
        DeviceCodeEndpoint codes = new(authority);
        DeviceCodePoll poll = new(authority);
        RefreshGrant refresh = new(authority);
        CodeGrant code = new(authority);
        SignInPage page = new(authority);
        AuthorizePage authorize = new(authority);
        return new EmulatedHost("login", "login.live.com",
            EmulatedRoute.At("POST", "/oauth20_connect.srf", XboxSteps.Connect, codes.Connect),
            EmulatedRoute.At("POST", "/oauth20_token.srf", StepOf, exchange => Token(exchange, poll, refresh, code)),
            EmulatedRoute.At("GET", AuthorizePage.Path, XboxSteps.Authorize, authorize.Show),
            EmulatedRoute.At("POST", AuthorizePage.Path, XboxSteps.Authorize, authorize.Decide),
            EmulatedRoute.At("GET", DesktopPage.Path, XboxSteps.Page, DesktopPage.Show),
            EmulatedRoute.At("GET", SignInPage.Path, XboxSteps.Page, page.Show),
            EmulatedRoute.At("POST", SignInPage.Path, XboxSteps.Page, page.Decide));
    }

    private static string StepOf(Exchange exchange) => RequestForm.Parse(exchange)?["grant_type"] switch
    {
        DeviceCodeGrant or "device_code" => XboxSteps.Poll,
        "refresh_token" => XboxSteps.Refresh,
        "authorization_code" => XboxSteps.Code,
        _ => XboxSteps.Token,
    };

    private static Reply Token(Exchange exchange, DeviceCodePoll poll, RefreshGrant refresh, CodeGrant code)
    {
        if (RequestForm.Parse(exchange) is not { HasDuplicates: false } form)
            return LoginReply.Error(exchange, "invalid_request", "Send application/x-www-form-urlencoded, each parameter once.");
        return exchange.Step switch
        {
            XboxSteps.Poll => poll.Answer(exchange, form),
            XboxSteps.Refresh => refresh.Answer(exchange, form),
            XboxSteps.Code => code.Answer(exchange, form),
            _ => LoginReply.Error(exchange, "unsupported_grant_type", "The emulator knows the device_code, refresh_token and authorization_code grants."),
        };
    }
}
