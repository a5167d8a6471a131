using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.Limits;

/// <summary>
/// Whose quota a request draws on: the account where a credential shows it, the device code before there is an account, else the
/// address, which on loopback is everybody's.
/// </summary>
internal static class LimitKey
{
    private const string Address = "address";

    public static string Of(HytaleAuthority authority, Exchange exchange, LimitRule rule)
    {
        if (rule.Name == "device-code") return Address;
        HytaleBody? body = HytaleBody.Parse(exchange);
        if (authority.Options.GatewayStyle is HytaleGatewayStyle.KnownCode && body?["account_id"] is { } named) return "named " + named;
        RequestForm? form = RequestForm.Parse(exchange);
        if ((form?["device_code"] ?? body?["device_code"]) is { } code) return "device " + code;
        string? credential = form?["refresh_token"] ?? body?["refresh_token"] ?? HytaleAuthority.BearerOf(exchange);
        return authority.Tokens.Find(credential) is { } token ? "account " + token.Account.Owner : Address;
    }
}
