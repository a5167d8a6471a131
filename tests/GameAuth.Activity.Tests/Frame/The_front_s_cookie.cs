using System.Text.Json.Nodes;
using GameAuth.Activity.Tests.World;
using GameAuth.Server;

namespace GameAuth.Activity.Tests.Frame;

/// <summary>The session server's own cookie in the frame: what the browser's jar holds, and what the backend is sent.</summary>
public sealed class The_front_s_cookie
{
    private const string Exchange = "/api/auth/discord/exchange";
    private const string Refresh = "/api/auth/refresh";
    private const string Logout = "/api/auth/logout";
    private const string Me = "me('/api/me')";

    /// <summary>A bare refresh, as a script that knows nothing of the module would send it.</summary>
    private const string BareRefresh = "fetch('/api/auth/refresh', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}', credentials: 'include' }).then(answer => answer.status)";

    [ActivityTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_an_activity_is_kept_sent_rotated_and_gone_after_logout(bool allowsThirdPartyCookies)
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { AllowsThirdPartyCookies = allowsThirdPartyCookies });
        Tab tab = await world.OpenAsync();

        // A cookie of the same frame that is not partitioned shows that the browser blocks, or does not.
        Assert.Equal(allowsThirdPartyCookies ? "plain=1" : "", (string?)await tab.EvaluateAsync("document.cookie = 'plain=1; Secure; SameSite=None; Path=/', document.cookie"));

        // Kept, apart from what the same host has at other sites, and out of the reach of scripts.
        Assert.Equal("emunova", (string?)await tab.EvaluateAsync("auth.signIn().then(({ user }) => user.username)"));
        Assert.Null(world.Backend.LastOf(Exchange).Cookie);
        Assert.EndsWith("; path=/; secure; samesite=none; httponly; Partitioned", world.Backend.Cookies.Last(), StringComparison.Ordinal);
        JsonObject cookie = await world.CookieAsync();
        Assert.Equal(
            ("__Host-gameauth-refresh", Names.Activity, "/", true, true, "None"),
            ((string?)cookie["name"], (string?)cookie["domain"], (string?)cookie["path"], (bool)cookie["httpOnly"]!, (bool)cookie["secure"]!, (string?)cookie["sameSite"]));
        Assert.Equal("https://discord.com", (string?)cookie["partitionKey"]!["topLevelSite"]);
        Assert.DoesNotContain("gameauth", (string)(await tab.EvaluateAsync("document.cookie"))!, StringComparison.Ordinal);

        // Sent, and rotated: each refresh brings what the jar had, and the jar has what the backend said.
        for (int round = 0; round < 2; round++)
        {
            string before = ValueOf(await world.CookieAsync());
            Assert.Equal(SetBy(world), before);
            world.EndAccessTokens();
            Assert.StartsWith("200 ", (string?)await tab.EvaluateAsync(Me), StringComparison.Ordinal);
            Assert.Equal((before, 200), (world.Backend.LastOf(Refresh).Cookie, world.Backend.LastOf(Refresh).Status));
            string after = ValueOf(await world.CookieAsync());
            Assert.NotEqual(before, after);
            Assert.Equal(SetBy(world), after);
        }

        // Sent after a reload too.
        string last = ValueOf(await world.CookieAsync());
        await tab.ReloadAsync();
        Assert.True((bool)(await tab.EvaluateAsync("auth.resume()"))!);
        Assert.Equal(last, world.Backend.LastOf(Refresh).Cookie);

        // Gone.
        last = ValueOf(await world.CookieAsync());
        Assert.Equal("done", (string?)await tab.EvaluateAsync("outcome(auth.logout())"));
        Assert.Equal((last, 204), (world.Backend.LastOf(Logout).Cookie, world.Backend.LastOf(Logout).Status));
        Assert.Empty(await world.Browser.CookiesAsync());
        Assert.Equal(401, (int)(await tab.EvaluateAsync(BareRefresh))!);
        Assert.Null(world.Backend.LastOf(Refresh).Cookie);
    }

    /// <summary>The browser takes none in another site's frame, and sends none there that it has from the host's own page.</summary>
    [ActivityTheory]
    [InlineData(RefreshCookieMode.Lax)]
    [InlineData(RefreshCookieMode.Strict)]
    public async Task Of_a_page_is_neither_kept_nor_sent_in_the_frame(RefreshCookieMode mode)
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { Cookie = mode });
        Tab tab = await world.OpenAsync();
        Assert.Equal("emunova", (string?)await tab.EvaluateAsync("auth.signIn().then(({ user }) => user.username)"));
        Assert.Contains($"samesite={mode}".ToLowerInvariant(), world.Backend.Cookies.Last(), StringComparison.Ordinal);
        Assert.Empty(await world.Browser.CookiesAsync());
        await tab.ReloadAsync();
        Assert.False((bool)(await tab.EvaluateAsync("auth.resume()"))!);
        Assert.Null(world.Backend.LastOf(Refresh).Cookie);

        // The same cookie, as the host's own page would have got it.
        string value = SetBy(world);
        await world.Browser.SendAsync("Storage.setCookies", new JsonObject
        {
            ["cookies"] = new JsonArray(new JsonObject
            {
                ["name"] = "__Host-gameauth-refresh", ["value"] = value, ["url"] = Names.OriginOf(Names.Activity).AbsoluteUri, ["path"] = "/", ["secure"] = true, ["httpOnly"] = true, ["sameSite"] = mode.ToString(),
            }),
        });
        Assert.Equal(value, ValueOf(await world.CookieAsync()));
        int asked = world.CountOf(Refresh);
        Assert.Equal(401, (int)(await tab.EvaluateAsync(BareRefresh))!);
        Assert.Equal((asked + 1, null), (world.CountOf(Refresh), world.Backend.LastOf(Refresh).Cookie));

        // There it is sent.
        Tab own = await world.Browser.OpenAsync(Names.OriginOf(Names.Activity));
        await own.UntilInPageAsync($"location.host === '{Names.Activity}' && document.readyState === 'complete'");
        await own.EvaluateInPageAsync(BareRefresh);
        Assert.Equal(value, world.Backend.LastOf(Refresh).Cookie);
    }

    private static string ValueOf(JsonObject cookie) => (string)cookie["value"]!;

    /// <summary>What the backend has set last.</summary>
    private static string SetBy(ActivityWorld world) => world.Backend.Cookies.Last().Split('=', 2)[1].Split(';')[0];
}
