using System.Text.Json.Nodes;
using GameAuth.Activity.Tests.World;

namespace GameAuth.Activity.Tests.Frame;

/// <summary>A page of another site that frames the Activity or calls its backend, while a player is signed in, gets nothing; nor does the Activity of another application in the same Discord client.</summary>
public sealed class A_page_of_another_site
{
    private const string Refresh = "/api/auth/refresh";
    private const string Exchange = "/api/auth/discord/exchange";
    private const string Logout = "/api/auth/logout";

    [ActivityTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gets_nothing(bool allowsThirdPartyCookies)
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { AllowsThirdPartyCookies = allowsThirdPartyCookies });
        Tab player = await SignedInAsync(world);
        JsonObject cookie = await world.CookieAsync();
        Tab stranger = await world.Browser.OpenAsync(Names.OriginOf(Names.Stranger));
        await stranger.UntilInPageAsync("document.body?.innerText === \"Somebody else's\"");

        // It frames the Activity: the request has no cookie, and the browser shows no frame of an origin that the policy does not name.
        int pages = world.CountOf("/");
        await stranger.EvaluateInPageAsync($"document.body.append(Object.assign(document.createElement('iframe'), {{ src: 'https://{Names.Activity}/' }}))");
        await stranger.UntilAsync("location.href === 'chrome-error://chromewebdata/'");
        Assert.Equal(pages + 1, world.CountOf("/"));
        Assert.Null(world.Backend.LastOf("/").Cookie);
        Assert.Contains(world.Browser.Console, static line => line.Contains("frame-ancestors", StringComparison.Ordinal));

        await CallsInVainAsync(world, Names.Stranger, sendsCookie: false, expression => stranger.EvaluateInPageAsync(expression));

        // It posts a form, so that the tab goes there.
        int posts = world.CountOf(Logout);
        await stranger.EvaluateInPageAsync($$"""
            (() => {
              const form = Object.assign(document.createElement('form'), { method: 'POST', action: 'https://{{Names.Activity}}{{Logout}}', enctype: 'text/plain' })
              document.body.append(form)
              form.submit()
            })()
            """);
        await stranger.UntilInPageAsync($"location.host === '{Names.Activity}' && document.readyState === 'complete'");
        Assert.Equal(posts + 1, world.CountOf(Logout));
        AskedRequest form = world.Backend.LastOf(Logout);
        Assert.Equal((403, null, "https://" + Names.Stranger), (form.Status, form.Cookie, form.Origin));

        await StandsAsync(world, player, cookie);
    }

    /// <summary>The browser sends the player's cookie there, since both Activities are in discord.com's partition: what refuses is the check of the origin.</summary>
    [ActivityFact]
    public async Task Or_another_activity_gets_nothing_though_the_cookie_is_sent()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        Tab player = await SignedInAsync(world, bypassesPolicy: true);
        JsonObject cookie = await world.CookieAsync();
        await player.EvaluateInPageAsync($"document.body.append(Object.assign(document.createElement('iframe'), {{ src: 'https://{Names.OtherActivity}/' }}))");
        await player.UntilAsync(1, "document.body?.innerText === \"Somebody else's\"");
        await CallsInVainAsync(world, Names.OtherActivity, sendsCookie: true, expression => player.EvaluateInFrameAsync(1, expression));
        await StandsAsync(world, player, cookie);
    }

    private static async Task<Tab> SignedInAsync(ActivityWorld world, bool bypassesPolicy = false)
    {
        Tab player = await world.OpenAsync(bypassesPolicy: bypassesPolicy);
        Assert.Equal("emunova", (string?)await player.EvaluateAsync("auth.signIn().then(({ user }) => user.username)"));
        return player;
    }

    private static async Task CallsInVainAsync(ActivityWorld world, string from, bool sendsCookie, Func<string, Task<JsonNode?>> evaluateAsync)
    {
        foreach (string path in (string[])[Refresh, Exchange, Logout])
        {
            // As JSON with credentials, which the browser asks for leave for: nothing is sent but the question.
            int posts = world.CountOf(path);
            string call = $"fetch('https://{Names.Activity}{path}', {{ method: 'POST', body: '{{}}', credentials: 'include'";
            Assert.Equal("TypeError", (string?)await evaluateAsync(call + ", headers: { 'Content-Type': 'application/json' } }).then(answer => answer.status, failure => failure.name)"));
            Assert.Equal(posts + 1, world.CountOf(path));
            AskedRequest question = world.Backend.LastOf(path);
            Assert.Equal(("OPTIONS", null, "https://" + from), (question.Method, question.Cookie, question.Origin));

            // As a form would be sent, which needs no leave: it is refused by its origin, and the page can't read that.
            Assert.Equal("opaque 0", (string?)await evaluateAsync(call + ", mode: 'no-cors', headers: { 'Content-Type': 'text/plain' } }).then(answer => `${answer.type} ${answer.status}`)"));
            AskedRequest sent = world.Backend.LastOf(path);
            Assert.Equal(("POST", 403, "https://" + from), (sent.Method, sent.Status, sent.Origin));
            Assert.Equal(sendsCookie, sent.Cookie is not null);

            // The same with leave to read: it is refused alike.
            Assert.Equal("TypeError", (string?)await evaluateAsync(call + ", headers: { 'Content-Type': 'text/plain' } }).then(answer => answer.status, failure => failure.name)"));
            Assert.Equal(("POST", 403), (world.Backend.LastOf(path).Method, world.Backend.LastOf(path).Status));
        }

        // A call of the application, without an access token as scripts of another origin have none.
        Assert.Equal("TypeError", (string?)await evaluateAsync($"fetch('https://{Names.Activity}/api/me', {{ credentials: 'include' }}).then(answer => answer.status, failure => failure.name)"));
        Assert.Equal(401, world.Backend.LastOf("/api/me").Status);

        // A socket: the upgrade is refused.
        Assert.Equal(1006, (int)(await evaluateAsync($"new Promise(resolve => {{ new WebSocket('wss://{Names.Activity}/socket').onclose = ({{ code }}) => resolve(code) }})"))!);
        Assert.Equal((403, "https://" + from), (world.Backend.LastOf("/socket").Status, world.Backend.LastOf("/socket").Origin));
    }

    /// <summary>Nothing of it has touched the player's session.</summary>
    private static async Task StandsAsync(ActivityWorld world, Tab player, JsonObject cookie)
    {
        Assert.Equal((string?)cookie["value"], (string?)(await world.CookieAsync())["value"]);
        world.EndAccessTokens();
        Assert.StartsWith("200 ", (string?)await player.EvaluateAsync("me('/api/me')"), StringComparison.Ordinal);
        Assert.Equal((string?)cookie["value"], world.Backend.LastOf(Refresh).Cookie);
        Assert.Equal("signed-in", (string?)await player.EvaluateAsync("auth.state().status"));
    }
}
