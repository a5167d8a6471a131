using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Pd2.Site;

/// <summary>
/// projectdiablo2.com: the page where a player signs in, and its script, which leaves the website token in the browser's local storage. The policy of the page lets no script run but its own,
/// from a file. The script decides, or a person; who has signed in is known by a cookie.
/// </summary>
internal sealed class LoginHost(Pd2Authority authority)
{
    public const string Path = "/login";
    private const string PopupPath = "/login/popup";
    private const string ScriptPath = "/login/script.js";
    private const string Cookie = "emulated-pd2";

    /// <summary>Besides the token the page leaves something else, as pages do.</summary>
    private const string Script = """
        'use strict'
        const leave = async () => {
          const answer = await fetch('/login/token', { method: 'POST' })
          if (!answer.ok) return
          const { key, token, delay } = await answer.json()
          localStorage.setItem('pd2-theme', 'dark')
          setTimeout(() => {
            localStorage.setItem(key, token)
            if (window.opener) window.close()
          }, delay)
        }
        const open = () => window.open('/login/popup', 'login', 'popup,width=460,height=420')
        document.getElementById('open')?.addEventListener('click', open)
        if (document.getElementById('opens')) open()
        if (document.getElementById('signed-in')) leave()
        """;

    private readonly Dictionary<string, EmulatedPd2Player> _signedIn = new(StringComparer.Ordinal);
    private readonly SignInDecisions<EmulatedPd2Player, string> _decisions = new(authority);

    private SignInPage<EmulatedPd2Player> Page => authority.Page;

    public static EmulatedHost Of(Pd2Authority authority)
    {
        LoginHost host = new(authority);
        return new EmulatedHost("website", "projectdiablo2.com",
        [
            .. SignInPage<EmulatedPd2Player>.Routes(Path, Pd2Steps.Login, host.Show, host.Decide),
            .. SignInPage<EmulatedPd2Player>.Routes(PopupPath, Pd2Steps.Popup, host.ShowPopup, host.Decide),
            EmulatedRoute.At("GET", ScriptPath, Pd2Steps.LoginScript, _ => Reply.Html(200, Script) with { ContentType = "text/javascript; charset=utf-8" }),
            EmulatedRoute.At("POST", "/login/token", Pd2Steps.LoginToken, host.Token),
        ]);
    }

    private Reply Show(Exchange exchange) => authority.Options.LoginStyle is Pd2LoginStyle.Popup
        ? WithScript("Sign in in a window of its own.", """<button id="open">Open the window</button><p id="opens"></p>""")
        : ShowForm(exchange, Path);

    private Reply ShowPopup(Exchange exchange) => ShowForm(exchange, PopupPath);

    private Reply ShowForm(Exchange exchange, string path)
    {
        string other = path == Path ? """<button id="open">Sign in in a window of its own</button>""" : "";
        return _decisions.Ask(exchange, path, Decided, path, form => WithScript("Who signs in?", form + other));
    }

    private Reply Decide(Exchange exchange) => _decisions.Decide(exchange, Decided);

    private Reply Decided(Exchange exchange, string path, EmulatedPd2Player? player)
    {
        if (player is null) { return Page.Show("Declined. You may close this window."); }
        string ticket = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _signedIn.Add(ticket, player);
        exchange.Note = "signed in";
        return WithScript($"Signed in as {SignInPage<EmulatedPd2Player>.Safe(player.Username)}.", """<p id="signed-in"></p>""")
            .With("Set-Cookie", $"{Cookie}={ticket}; path=/login; HttpOnly; SameSite=Strict");
    }

    /// <summary>A ticket is good for one token.</summary>
    private Reply Token(Exchange exchange)
    {
        string? ticket = exchange.Headers.Cookie.ToString().Split(';', StringSplitOptions.TrimEntries).FirstOrDefault(one => one.StartsWith(Cookie + "=", StringComparison.Ordinal))?[(Cookie.Length + 1)..];
        if (ticket is null || !_signedIn.Remove(ticket, out EmulatedPd2Player? player)) { return exchange.Refuse(401, "nobody has signed in"); }
        Pd2Token token = authority.IssueWebsite(player, exchange.Now);
        exchange.MentionIssued(token);
        return Reply.Of(200, new JsonObject { ["key"] = authority.Options.TokenKey, ["token"] = token.Value, ["delay"] = (long)authority.Options.TokenDelay.TotalMilliseconds });
    }

    private Reply WithScript(string says, string form) => Page.Show(says, form, script: ScriptPath);
}
