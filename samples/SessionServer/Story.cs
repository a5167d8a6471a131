using System.Net;
using System.Security.Cryptography;
using GameAuth.Jose;

namespace SessionServer;

/// <summary>What happens to sessions, by requests to the real endpoints.</summary>
internal sealed class Story(Uri address, Report report)
{
    private const string Exchange = "api/auth/toy/exchange";
    private const string Refresh = "api/auth/refresh";
    private const string Logout = "api/auth/logout";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        CookieContainer browser = new();
        using Player tab = new(address, browser);
        using Player other = new(address, browser);

        Report.Say("Ada signs in. The answer is lost on its way, and the client asks again.");
        string body = Player.ExchangeBody(await tab.GetTicketAsync("ada", cancellationToken));
        await tab.PostAsync(Exchange, body, cancellationToken);
        string lost = tab.Cookie;
        Answer signedIn = await tab.PostAsync(Exchange, body, cancellationToken);
        report.Check(signedIn.IsOk && tab.Cookie == lost, "the same request got the same session, though its ticket was used");
        report.Check((await tab.CallAsync(signedIn.AccessToken, cancellationToken)).IsOk, "her access token opens the API");
        report.Check(await IsOverAsync(tab, body, cancellationToken), "now that the answer has come, nobody gets it again");

        await ShowTabsAsync(tab, other, cancellationToken);
        await ShowThiefAsync(tab, cancellationToken);
        await ShowLogoutAsync(tab, cancellationToken);
        await ShowBoundAsync(cancellationToken);
    }

    // The server notes that the answer came beside the request that has shown it, so a moment may pass.
    private static async Task<bool> IsOverAsync(Player tab, string body, CancellationToken cancellationToken)
    {
        for (int i = 0; i < 50; i++)
        {
            if ((await tab.PostAsync(Exchange, body, cancellationToken)).Error == "nonce_reused")
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        return false;
    }

    private async Task ShowTabsAsync(Player tab, Player other, CancellationToken cancellationToken)
    {
        Report.Say("Two tabs refresh at once with the same cookie.");
        string before = tab.Cookie;
        Answer[] both = await Task.WhenAll(tab.PostAsync(Refresh, "{}", cancellationToken), other.PostAsync(Refresh, "{}", cancellationToken));
        report.Check(both.All(static one => one.IsOk), "both are served");
        report.Check(tab.Cookie != before && (await tab.CallAsync(both[0].AccessToken, cancellationToken)).IsOk && (await other.CallAsync(both[1].AccessToken, cancellationToken)).IsOk, "both access tokens work");
        report.Check((await other.PostAsync(Refresh, "{}", cancellationToken)).IsOk, "the session goes on with the one cookie that both got");
    }

    private async Task ShowThiefAsync(Player tab, CancellationToken cancellationToken)
    {
        Report.Say("A thief has copied the cookie. Ada refreshes first; he comes when the window is over.");
        CookieContainer copied = new();
        copied.Add(new Cookie("gameauth-refresh", tab.Cookie, "/", address.Host));
        using Player thief = new(address, copied);
        Answer refreshed = await tab.PostAsync(Refresh, "{}", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2.5), cancellationToken);
        Answer caught = await thief.PostAsync(Refresh, "{}", cancellationToken);
        report.Check(caught.Error == "refresh_reuse_detected", "the thief is caught, and gets nothing");
        report.Check((await tab.CallAsync(refreshed.AccessToken, cancellationToken)).Error == "token_invalid", "the session has ended, with its access tokens");
        report.Check((await tab.PostAsync(Refresh, "{}", cancellationToken)).Error == "refresh_invalid", "Ada has to sign in again");
    }

    private async Task ShowLogoutAsync(Player tab, CancellationToken cancellationToken)
    {
        Report.Say("Ada signs in again and logs out.");
        Answer signedIn = await tab.PostAsync(Exchange, Player.ExchangeBody(await tab.GetTicketAsync("ada", cancellationToken)), cancellationToken);
        report.Check(signedIn.IsOk, "she has a new session");
        report.Check((await tab.PostAsync(Logout, "{}", cancellationToken)).IsOk && tab.Cookie.Length == 0, "the logout has deleted the cookie");
        report.Check((await tab.CallAsync(signedIn.AccessToken, cancellationToken)).Error == "token_invalid", "her access token ended with the session");
    }

    private async Task ShowBoundAsync(CancellationToken cancellationToken)
    {
        Report.Say("Bob's client is no browser. It proves a key (DPoP), and his refresh token is bound to it.");
        using Player bob = new(address, browser: null);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DpopProofWriter proofs = new(new EcdsaJwsSigner(key));
        const string exchange = "api/auth/toy-native/exchange";
        string body = Player.ExchangeBody(await bob.GetTicketAsync("bob", cancellationToken));
        Answer asked = await bob.PostAsync(exchange, body, Proof(proofs, exchange, nonce: null), cancellationToken);
        report.Check(asked is { Error: "dpop_nonce_required", Nonce: not null }, "the server asks for its nonce in the proof");
        Answer signedIn = await bob.PostAsync(exchange, body, Proof(proofs, exchange, asked.Nonce), cancellationToken);
        report.Check(signedIn.IsOk && signedIn.RefreshToken.Length > 0, "he gets his refresh token in the body");
        string refresh = $$"""{"refresh_token":"{{signedIn.RefreshToken}}"}""";
        report.Check((await bob.PostAsync(Refresh, refresh, cancellationToken)).Error == "refresh_invalid", "without the key it is nothing, and ends nothing");
        report.Check((await bob.PostAsync(Refresh, refresh, Proof(proofs, Refresh, asked.Nonce), cancellationToken)).IsOk, "with the key it works");
    }

    private string Proof(DpopProofWriter proofs, string path, string? nonce) => proofs.Write("POST", new Uri(address, path), nonce: nonce);
}
