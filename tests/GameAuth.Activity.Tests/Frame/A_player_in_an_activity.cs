using System.Text.Json.Nodes;
using GameAuth.Activity.Tests.World;
using GameAuth.Emulator;

namespace GameAuth.Activity.Tests.Frame;

/// <summary>Chromium, with Discord's own SDK in the page: discord.com frames discordsays.com, so that cookies, storage and frames are another site's.</summary>
public sealed class A_player_in_an_activity
{
    private const string SignIn = "outcome(auth.signIn())";
    private const string Me = "me('/api/me')";

    /// <summary>One long story, since a browser takes its time: each part stands on the one before.</summary>
    [ActivityFact]
    public async Task Signs_in_plays_in_two_tabs_reloads_and_signs_out_of_both()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        string subject = world.Emulator.Discord.IdOf("emunova");
        Tab first = await world.OpenAsync();

        // Signs in.
        Assert.False((bool)(await first.EvaluateAsync("auth.resume()"))!);
        JsonNode signedIn = SignedIn(world, await first.EvaluateAsync(SignIn), "emunova");
        Assert.Equal("""["identify"]""", signedIn["scopes"]!.ToJsonString());
        Assert.Equal($"200 {subject}", (string?)await first.EvaluateAsync(Me));

        // The other tab finds the cookie and the key, and each refreshes for itself.
        Tab second = await world.OpenAsync();
        Assert.True((bool)(await second.EvaluateAsync("auth.resume()"))!);
        Assert.Equal($"200 {subject}", (string?)await second.EvaluateAsync(Me));

        // A reload goes on, also at the other address of the proxy.
        await first.ReloadAsync();
        Assert.Equal($"200 {subject}", (string?)await first.EvaluateAsync(Me));
        Assert.Equal("""["unknown: start","signed-in: resumed"]""", (await first.EvaluateAsync("states"))!.ToJsonString());
        await first.EvaluateAsync("void sessionStorage.setItem('base', '/.proxy')");
        await first.ReloadAsync();
        Assert.Equal($"200 {subject}", (string?)await first.EvaluateAsync("me('/.proxy/api/me')"));
        await first.EvaluateAsync("void patch()");
        Assert.Equal($"200 {subject}", (string?)await first.EvaluateAsync("me(new Request('/api/me', { method: 'POST', body: 'x' }))"));

        // Signs out in one tab: the other is empty, and asks nobody.
        Assert.Equal("done", (string?)await first.EvaluateAsync("outcome(auth.logout())"));
        await second.UntilAsync("auth.state().reason === 'logout'");
        int asked = world.Backend.Asked.Count;
        Assert.Equal("sign_in_required", (string?)await second.EvaluateAsync(Me));
        Assert.Equal(asked, world.Backend.Asked.Count);
        await second.ReloadAsync();
        Assert.False((bool)(await second.EvaluateAsync("auth.resume()"))!);

        // Signs in again, and the server ends the session.
        SignedIn(world, await second.EvaluateAsync(SignIn), "emunova");
        await world.Backend.Sessions.EndSubjectAsync(subject);
        await second.UntilAsync("auth.fetch('/api/me').then(answer => answer.status === 401, () => true)");
        Assert.Equal("signed-out: token_invalid", (string?)await second.EvaluateAsync("states.at(-1)"));

        await LeakSearch.FindsNothingAsync(world, first, second);
        Assert.All(world.Backend.Asked, static one => Assert.Null(one.Forwarded));
    }

    /// <summary>Where the server binds access tokens (BindAccessTokens), every request that has one proves the key, also the logout.</summary>
    [ActivityFact]
    public async Task Proves_its_key_with_each_bound_token()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { BindsAccessTokens = true });
        string subject = world.Emulator.Discord.IdOf("emunova");
        Tab tab = await world.OpenAsync();
        SignedIn(world, await tab.EvaluateAsync(SignIn), "emunova");
        Assert.Equal($"200 {subject}", (string?)await tab.EvaluateAsync(Me));
        world.EndAccessTokens();
        Assert.Equal($"200 {subject}", (string?)await tab.EvaluateAsync("me(new Request('/api/me?page=2', { method: 'POST', body: 'x' }))"));
        Assert.All(world.Backend.Asked.Where(static one => one.Path == "/api/me"), static one => Assert.Equal("DPoP", one.Scheme));
        await tab.EvaluateAsync("outcome(auth.logout())");
        Assert.Equal((204, "DPoP"), (world.Backend.LastOf("/api/auth/logout").Status, world.Backend.LastOf("/api/auth/logout").Scheme));
        Assert.DoesNotContain(await world.Backend.Sessions.ListAsync(subject), static session => session.IsLive);
        await LeakSearch.FindsNothingAsync(world, tab);
    }

    /// <summary>The page's own policy would let nothing run, and its cache headers would keep it for an hour: the proxy has put its own in their place.</summary>
    [ActivityFact]
    public async Task Is_told_what_discord_refuses()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        world.Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Decline });
        Tab tab = await world.OpenAsync("emupixel");
        Assert.Equal(("declined", "discord.authorize"), Failure(await tab.EvaluateAsync(SignIn)));
        Assert.Equal(0, world.CountOf("/api/auth/discord/exchange"));

        // A person decides on the page of the client.
        world.Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Manual });
        Task<JsonNode?> signIn = tab.EvaluateAsync(SignIn);
        await tab.UntilInPageAsync("!document.getElementById('consent').hidden");
        await tab.EvaluateInPageAsync("document.querySelector('[data-allows=yes]').click()");
        SignedIn(world, await signIn, "emupixel");

        world.Options.UnknownCommands.Add("AUTHENTICATE");
        Assert.Equal(("discord_too_old", "discord.authenticate"), Failure(await tab.EvaluateAsync(SignIn)));
        Assert.Equal("signed-in", (string?)await tab.EvaluateAsync("auth.state().status"));
        world.Options.UnknownCommands.Add("AUTHORIZE");
        Assert.Equal(("discord_too_old", "discord.authorize"), Failure(await tab.EvaluateAsync(SignIn)));
        await LeakSearch.FindsNothingAsync(world, tab);
    }

    [ActivityFact]
    public async Task Is_told_that_no_redirect_is_registered()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(application: EmulatedDiscordApplication.Default with { RedirectUris = [] });
        Tab tab = await world.OpenAsync();
        Assert.Equal(("redirect_not_registered", "discord.authorize"), Failure(await tab.EvaluateAsync(SignIn)));
    }

    private static JsonNode SignedIn(ActivityWorld world, JsonNode? outcome, string username)
    {
        string story = string.Join('\n', world.Backend.Asked.Select(static one => $"{one.Path} {one.Status}").Concat(world.Emulator.Log.Events.Where(static one => one.Step != "discord.proxy").Select(static one => $"{one.Step} {one.Status} {one.Note}")));
        Assert.True(username == (string?)outcome?["user"]?["username"], $"{outcome?.ToJsonString()}\n{story}");
        return outcome!;
    }

    private static (string? Code, string? Step) Failure(JsonNode? outcome) => ((string?)outcome!["code"], (string?)outcome["step"]);
}
