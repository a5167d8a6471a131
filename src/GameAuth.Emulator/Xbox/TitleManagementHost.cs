using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

/// <summary>title.mgt.xboxlive.com: which hosts take which tokens, and how requests to them are signed. Public and unsigned.</summary>
internal static class TitleManagementHost
{
    public static EmulatedHost Of() => new("titlemgt", "title.mgt.xboxlive.com",
        EmulatedRoute.At("GET", "/titles/default/endpoints", XboxSteps.Endpoints, Endpoints));

    private static Reply Endpoints(Exchange exchange)
    {
        if (exchange.Query["type"] is not ["1"]) return XboxReply.Malformed(exchange, "the query must be type=1");
        return exchange.Headers["x-xbl-contract-version"] is ["1"]
            ? Reply.Of(200, TitleEndpoints.Default())
            : XboxReply.Malformed(exchange, "x-xbl-contract-version must be 1");
    }
}
