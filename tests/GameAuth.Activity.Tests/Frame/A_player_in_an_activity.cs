using System.Text.Json.Nodes;
using GameAuth.Activity.Tests.World;
using GameAuth.Emulator;

namespace GameAuth.Activity.Tests.Frame;

/// <summary>Chromium, with Discord's own SDK in the page: discord.com frames discordsays.com, so that cookies, storage and frames are another site's.</summary>
public sealed class A_player_in_an_activity
{
    private const string SignIn = "outcome(auth.signIn())";
    private const string Me = "auth.fetch('/api/me').then(async answer => `${answer.status} ${await answer.text()}`, failure => failure.code)";

    /// <summary>One long story, since a browser takes its time: each part stands on the one before.</summary>
    [ChromiumFact]
    public async Task Signs_in_plays_in_two_tabs_reloads_and_signs_out_of_both()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        string subject = "discord:" + world.Emulator.Discord.IdOf("emunova");
        Tab first = await world.OpenAsync();

        // Signs in.
        Assert.False((bool)(await first.EvaluateAsync("auth.resume()"))!);
        JsonNode signedIn = SignedIn(world, await first.EvaluateAsync(SignIn), "emunova");
        Assert.Equal("""["identify"]""", signedIn["scopes"]!.ToJsonString());
        Assert.Equal($"200 {subject}", (string?)await first.EvaluateAsync(Me));
        JsonObject cookie = Assert.Single(await world.CookiesAsync());
        Assert.Equal(("__Host-gameauth-refresh", true, true, "None"), ((string)cookie["name"]!, (bool)cookie["httpOnly"]!, (bool)cookie["secure"]!, (string)cookie["sameSite"]!));
        Assert.Contains("discord.com", cookie["partitionKey"]!.ToJsonString(), StringComparison.Ordinal);

        // The other tab finds the cookie and the key, and each refreshes for itself.
        Tab second = await world.OpenAsync();
        Assert.True((bool)(await second.EvaluateAsync("auth.resume()"))!);
        Assert.Equal($"200 {subject}", (string?)await second.EvaluateAsync(Me));

        // Both tokens end, and both tabs ask at once.
        world.Backend.Time.Shift(TimeSpan.FromMinutes(16));
        JsonNode?[] both = await Task.WhenAll(first.EvaluateAsync(Me), second.EvaluateAsync(Me));
        Assert.All(both, answer => Assert.Equal($"200 {subject}", (string?)answer));

        // A reload goes on, also at the other address of the proxy.
        await first.ReloadAsync();
        Assert.Equal($"200 {subject}", (string?)await first.EvaluateAsync(Me));
        Assert.Equal("""["unknown: start","signed-in: resumed"]""", (await first.EvaluateAsync("states"))!.ToJsonString());
        await first.EvaluateAsync("void localStorage.setItem('base', '/.proxy')");
        await first.ReloadAsync();
        Assert.Equal($"200 {subject}", (string?)await first.EvaluateAsync("auth.fetch('/.proxy/api/me').then(async answer => `${answer.status} ${await answer.text()}`)"));
        await first.EvaluateAsync("void patch()");
        Assert.Equal($"200 {subject}", (string?)await first.EvaluateAsync("auth.fetch(new Request('/api/me', { method: 'POST', body: 'x' })).then(async answer => `${answer.status} ${await answer.text()}`)"));

        // Signs out in one tab: the other is empty, and asks nobody.
        Assert.Equal("done", (string?)await first.EvaluateAsync("outcome(auth.logout())"));
        await second.UntilAsync("auth.state().reason === 'logout'");
        int asked = world.Backend.Asked.Count;
        Assert.Equal("sign_in_required", (string?)await second.EvaluateAsync(Me));
        Assert.Equal(asked, world.Backend.Asked.Count);
        Assert.Empty(await world.CookiesAsync());
        await second.ReloadAsync();
        Assert.False((bool)(await second.EvaluateAsync("auth.resume()"))!);

        // Signs in again, and the server ends the session.
        SignedIn(world, await second.EvaluateAsync(SignIn), "emunova");
        await world.Backend.Sessions.EndSubjectAsync(subject);
        await second.UntilAsync("auth.fetch('/api/me').then(answer => answer.status === 401, () => true)");
        Assert.Equal("signed-out: token_invalid", (string?)await second.EvaluateAsync("states.at(-1)"));

        await NothingIsLeftAsync(world, first, second);
        Assert.All(world.Backend.Asked, static one => Assert.Null(one.Forwarded));
    }

    /// <summary>The page's own policy would let nothing run, and its cache headers would keep it for an hour: the proxy has put its own in their place.</summary>
    [ChromiumFact]
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
        while ((bool)(await tab.EvaluateInClientAsync("document.getElementById('consent').hidden"))!) { await Task.Delay(20); }
        await tab.EvaluateInClientAsync("document.querySelector('[data-allows=yes]').click()");
        SignedIn(world, await signIn, "emupixel");

        world.Options.UnknownCommands.Add("AUTHENTICATE");
        Assert.Equal(("discord_too_old", "discord.authenticate"), Failure(await tab.EvaluateAsync(SignIn)));
        Assert.Equal("signed-in", (string?)await tab.EvaluateAsync("auth.state().status"));
        world.Options.UnknownCommands.Add("AUTHORIZE");
        Assert.Equal(("discord_too_old", "discord.authorize"), Failure(await tab.EvaluateAsync(SignIn)));
        await NothingIsLeftAsync(world, tab);
    }

    [ChromiumFact]
    public async Task Is_told_that_no_redirect_is_registered()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(EmulatedDiscordApplication.Default with { RedirectUris = [] });
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

    /// <summary>No token, code, verifier or cookie is anywhere but where it belongs.</summary>
    private static async Task NothingIsLeftAsync(ActivityWorld world, params Tab[] tabs)
    {
        List<string> places = [.. world.Chromium.Console, .. world.Chromium.Addresses, .. world.Emulator.Discord.ConsoleLines];
        Assert.Contains(world.Emulator.Discord.ConsoleLines, static line => line == "info: the page is ready");
        foreach (Tab tab in tabs)
        {
            places.AddRange(await tab.HistoryAsync());
            places.Add((await tab.EvaluateAsync("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, heard, states, location.href, document.cookie, performance.getEntriesByType('resource').map(one => one.name)])"))!.ToJsonString());
            places.Add((await tab.EvaluateAsync("""
                (async () => {
                  const found = []
                  for (const { name } of await indexedDB.databases()) {
                    const database = await new Promise(resolve => { indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result) })
                    for (const store of database.objectStoreNames) {
                      const all = await new Promise(resolve => { database.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => resolve(target.result) })
                      for (const one of all) found.push(name, store, JSON.stringify(one), one.privateKey.extractable, one.privateKey.usages.join())
                    }
                    database.close()
                  }
                  return JSON.stringify(found)
                })()
                """))!.ToJsonString());
        }

        // What the frame says to the client: the SDK's own messages, of which authorize brings a code and authenticate takes Discord's token. None of ours is among them.
        string said = string.Join('\n', await Task.WhenAll(tabs.Select(static async tab => (await tab.EvaluateInClientAsync("messages.join()"))!.ToJsonString())));
        string[] secrets = [.. world.Backend.Secrets.Where(static one => one.Length > 8).Distinct(StringComparer.Ordinal)];
        Assert.True(secrets.Length >= 6, $"{secrets.Length} secrets");
        string everything = string.Join('\n', places);
        Assert.Contains(@"gameauth\", everything, StringComparison.Ordinal);
        Assert.Contains("AUTHORIZE", said, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, everything, StringComparison.Ordinal));
        Assert.All(secrets.Where(static one => !one.StartsWith("EMULATOR", StringComparison.Ordinal)), secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
    }
}
