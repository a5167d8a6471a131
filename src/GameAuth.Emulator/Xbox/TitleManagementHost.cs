using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

/// <summary>title.mgt.xboxlive.com: which hosts take which tokens, and how requests to them are signed. Public and unsigned.</summary>
internal sealed class TitleManagementHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority) => new("titlemgt", "title.mgt.xboxlive.com",
        EmulatedRoute.At("GET", "/titles/default/endpoints", XboxSteps.Endpoints, new TitleManagementHost(authority).Endpoints));

    private Reply Endpoints(Exchange exchange)
    {
        if (exchange.Query["type"] is not ["1"]) return XboxReply.Malformed(exchange, "the query must be type=1");
        return exchange.Headers["x-xbl-contract-version"] is ["1"]
            ? Reply.Of(200, TitleEndpoints.Of(authority.Options.TitleEndpoints))
            : XboxReply.Malformed(exchange, "x-xbl-contract-version must be 1");
    }
}
