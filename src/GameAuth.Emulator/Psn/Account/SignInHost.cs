using System.Security.Cryptography;
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

    private readonly Dictionary<string, (Dictionary<string, string?> Asked, SignInScript Script)> _waiting = new(StringComparer.Ordinal);
    private readonly PsnRedirects _redirects = new(authority);

    private SignInPage<EmulatedPsnPlayer> Page => authority.Page;

    public static EmulatedHost Of(PsnAuthority authority, EmulatedHost account)
    {
        SignInHost host = new(authority, account);
        return new EmulatedHost("signin", "my.account.sony.com", [.. SignInPage<EmulatedPsnPlayer>.Routes(Path, PsnSteps.SignIn, host.Show, host.Decide)]);
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

        SignInScript script = authority.Core.SignIns.Next();
        return script.Decision switch
        {
            SignInDecision.Approve => Approved(exchange, asked, authority.OwnerOf(script)),
            SignInDecision.Decline => Declined(exchange, asked),
            SignInDecision.Manual => Ask(asked, script, redirectUri),
            _ => Page.Show("The script of this emulator lets nobody come."),
        };
    }

    private Reply Decide(Exchange exchange)
    {
        RequestForm? form = RequestForm.Parse(exchange);
        if (form?["request"] is not { } id || !_waiting.Remove(id, out (Dictionary<string, string?> Asked, SignInScript Script) waiting))
        {
            return Page.Show("That sign-in is unknown or was decided.", status: 400);
        }

        // RFC 9700 section 4.12: a form is answered with 303, so that the browser does not send it on.
        Reply reply = form["decision"] == "approve"
            ? Approved(exchange, waiting.Asked, authority.OwnerCalled(form[Page.OwnerField]) ?? authority.OwnerOf(waiting.Script))
            : Declined(exchange, waiting.Asked);
        return reply with { Status = 303 };
    }

    private Reply Ask(Dictionary<string, string?> asked, SignInScript script, string redirectUri)
    {
        string id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _waiting.Add(id, (asked, script));
        string form = Page.DecisionForm(Path, "request", id, authority.Owners, authority.OwnerOf(script));
        string target = $"{account.BaseAddress.GetLeftPart(UriPartial.Authority)} {RedirectPolicy.FormTarget(redirectUri)}";
        return Page.Show($"The client <code>{SignInPage<EmulatedPsnPlayer>.Safe(asked["client_id"]!)}</code> asks to sign in.", form, formTarget: target);
    }

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
