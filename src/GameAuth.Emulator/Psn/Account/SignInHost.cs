using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace GameAuth.Emulator.Psn.Account;

/// <summary>
/// my.account.sony.com: the page where a player signs in. Who does gets a browser session, and goes back to the authorization endpoint with it;
/// cookies of loopback hold for all ports.
/// </summary>
internal sealed class SignInHost(PsnAuthority authority, EmulatedHost account)
{
    public const string Path = "/sonyacct/signin/";

    /// <summary>What the authorization endpoint added; the rest is what the application asked.</summary>
    private static readonly string[] Added = ["auth_ver", "error", "error_code", "error_description"];

    private readonly SignInDecisions<EmulatedPsnPlayer, Dictionary<string, string?>> _decisions = new(authority);
    private readonly PsnRedirects _redirects = new(authority);

    private SignInPage<EmulatedPsnPlayer> Page => authority.Page;

    public static EmulatedHost Of(PsnAuthority authority, EmulatedHost account)
    {
        SignInHost host = new(authority, account);
        return new EmulatedHost("signin", "my.account.sony.com", [.. SignInPage<EmulatedPsnPlayer>.Routes(Path, PsnSteps.SignIn, host.Show, exchange => host._decisions.Decide(exchange, host.Decided))]);
    }

    private Reply Show(Exchange exchange)
    {
        // What came twice is the same twice.
        Dictionary<string, string?> asked = exchange.Query.Where(one => !Added.Contains(one.Key)).ToDictionary(one => one.Key, one => one.Value[0], StringComparer.Ordinal);
        string redirectUri = asked.GetValueOrDefault("redirect_uri") ?? "";
        if (!_redirects.Policy.IsAllowed(redirectUri, asked.GetValueOrDefault("client_id") ?? ""))
        {
            exchange.Note = "no application asks";
            return Page.Show("No application of this emulator asks for a sign-in.", status: 400);
        }

        string target = $"{account.BaseAddress.GetLeftPart(UriPartial.Authority)} {RedirectPolicy.FormTarget(redirectUri)}";
        string asks = $"The client <code>{SignInPage<EmulatedPsnPlayer>.Safe(asked["client_id"]!)}</code> asks to sign in.";
        return _decisions.Ask(exchange, asked, Decided, Path, form => Page.Show(asks, form, formTarget: target));
    }

    private Reply Decided(Exchange exchange, Dictionary<string, string?> asked, EmulatedPsnPlayer? player) => player is null ? Declined(exchange, asked) : Approved(exchange, asked, player);

    private Reply Approved(Exchange exchange, Dictionary<string, string?> asked, EmulatedPsnPlayer player)
    {
        exchange.Note = "signed in";
        (string npsso, DateTimeOffset end) = authority.SessionOf(player);
        if (end <= exchange.Now) { npsso = authority.Renew(player, exchange.Now); }
        string back = QueryHelpers.AddQueryString(new Uri(account.BaseAddress, AccountHost.AuthorizePath).AbsoluteUri, asked);
        return Reply.Empty(302).With("Location", back).With("Set-Cookie", $"{PsnCookie.Name}={npsso}; path=/; HttpOnly; SameSite=Lax");
    }

    private static Reply Declined(Exchange exchange, Dictionary<string, string?> asked)
    {
        exchange.Note = "declined";
        return PsnRedirects.Back(asked["redirect_uri"]!, ("error", "access_denied"), ("error_description", "The player declined."), ("error_code", "0"), ("cid", asked.GetValueOrDefault("cid") ?? ""));
    }
}
