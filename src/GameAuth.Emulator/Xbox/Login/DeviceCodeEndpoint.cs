using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>POST /oauth20_connect.srf: a device code (RFC 8628 section 3.2).</summary>
internal sealed class DeviceCodeEndpoint(XboxAuthority authority)
{
    public Reply Connect(Exchange exchange)
    {
        if (RequestForm.Parse(exchange) is not { HasDuplicates: false } form)
            return LoginReply.Error(exchange, "invalid_request", "Send application/x-www-form-urlencoded, each parameter once.");
        if (form["client_id"] is not { } clientId || form["scope"] is not { } scope || form["response_type"] != "device_code")
            return LoginReply.Error(exchange, "invalid_request", "client_id, scope and response_type=device_code are required.");
        SignInScript script = authority.Core.SignIns.Next();
        GrantFamily family = new(authority.Core.PlayerOf(script), clientId, scope);
        DeviceGrant grant = new(XboxTokenText.NewDeviceCode(), XboxTokenText.NewUserCode(), family, script)
        {
            IssuedAt = exchange.Now,
            ExpiresAt = exchange.Now + authority.Options.Lifetimes.DeviceCode,
            Interval = authority.Options.PollInterval,
        };
        authority.DeviceGrants.Add(grant);
        return Reply.Of(200, new JsonObject
        {
            ["device_code"] = grant.Code,
            ["user_code"] = grant.UserCode,
            ["verification_uri"] = new Uri(exchange.Host.BaseAddress, SignInPage.Path).AbsoluteUri,
            ["interval"] = (long)grant.Interval.TotalSeconds,
            ["expires_in"] = (long)authority.Options.Lifetimes.DeviceCode.TotalSeconds,
            ["emulated"] = true,
        }).With("Set-Cookie", "EmulatorPoll=1; path=/; HttpOnly");
    }
}
