using System.Net;
using Microsoft.AspNetCore.Builder;

namespace SessionServer;

/// <summary>A session in a database outlives the server's process; here the server stops and another one starts at its address.</summary>
internal static class Restart
{
    public static async Task ShowAsync(WebApplication server, string postgres, Report report, CancellationToken cancellationToken)
    {
        Report.Say("The server is stopped and started again over its database.");
        Uri address = ServerHost.AddressOf(server);
        using Player tab = new(address, new CookieContainer());
        Answer signedIn = await tab.PostAsync("api/auth/toy/exchange", Player.ExchangeBody(await tab.GetTicketAsync("ada", cancellationToken)), cancellationToken);
        await server.StopAsync(cancellationToken);
        await using WebApplication next = await ServerHost.StartAsync(address.GetLeftPart(UriPartial.Authority), postgres, discord: null, cancellationToken);
        report.Check((await tab.CallAsync(signedIn.AccessToken, cancellationToken)).IsOk, "her access token still opens the API: the signing keys are in the database too");
        report.Check((await tab.PostAsync("api/auth/refresh", "{}", cancellationToken)).IsOk, "her session goes on");
    }
}
