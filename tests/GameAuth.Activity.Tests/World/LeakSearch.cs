using System.Text.Json.Nodes;
using GameAuth.Server;

namespace GameAuth.Activity.Tests.World;

/// <summary>Looks for every token, code, verifier, nonce, ticket, proof and cookie where none belongs: the console, storage, addresses, history, and what frames and tabs say to each other.</summary>
internal static class LeakSearch
{
    private const string Storage = """
        (async () => {
          const found = []
          for (const { name } of await indexedDB.databases()) {
            const database = await new Promise((resolve, reject) => Object.assign(indexedDB.open(name), { onsuccess: ({ target }) => resolve(target.result), onerror: reject, onblocked: reject }))
            for (const store of database.objectStoreNames) {
              const all = await new Promise(resolve => { database.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => resolve(target.result) })
              for (const one of all) found.push(name, store, JSON.stringify(one), one.privateKey.extractable, one.privateKey.usages.join())
            }
            database.close()
          }
          return JSON.stringify([found, { ...localStorage }, { ...sessionStorage }, await caches.keys(), document.cookie, location.href, history.state, performance.getEntriesByType('resource').map(one => one.name), document.documentElement.outerHTML])
        })()
        """;

    /// <summary>Nothing is left, and there was something to look at in each place.</summary>
    public static async Task FindsNothingAsync(ActivityWorld world, params Tab[] tabs)
    {
        // What the page has written and said before has arrived then.
        foreach (Tab tab in tabs)
        {
            await tab.EvaluateAsync("void console.info('the search begins')");
            await tab.UntilInPageAsync("messages.some(one => one.includes('the search begins'))");
        }

        IReadOnlyList<string> console = world.Browser.Console;
        IReadOnlyList<string> addresses = world.Browser.Addresses;
        IReadOnlyList<string> lines = world.Emulator.Discord.ConsoleLines;
        Assert.Equal(tabs.Length, console.Count(static one => one.Contains("the search begins", StringComparison.Ordinal)));
        Assert.Contains(console, static one => one.Contains("the page is ready", StringComparison.Ordinal));
        Assert.Contains(lines, static one => one == "info: the page is ready");
        Assert.Contains(addresses, static one => one.EndsWith("/api/auth/discord/exchange", StringComparison.Ordinal));
        Assert.Contains(addresses, static one => one.StartsWith("https://discord.com/activities", StringComparison.Ordinal));
        Assert.Contains(addresses, static one => one.StartsWith($"https://{Names.Activity}/?instance_id=", StringComparison.Ordinal));
        List<string> places = [.. console, .. addresses, .. lines];
        string said = "";
        foreach (Tab tab in tabs)
        {
            IReadOnlyList<string> history = await tab.HistoryAsync();
            string storage = (string)(await tab.EvaluateAsync(Storage))!;
            string heard = (await tab.EvaluateAsync("JSON.stringify([heard, states, told])"))!.ToJsonString();
            string messages = (string)(await tab.EvaluateInPageAsync("messages.join()"))!;
            Assert.NotEmpty(history);
            Assert.Contains(BrowserModule.StablePath, storage, StringComparison.Ordinal);
            Assert.Contains("unknown: start", heard, StringComparison.Ordinal);
            Assert.Contains("CAPTURE_LOG", messages, StringComparison.Ordinal);
            places.AddRange([.. history, storage, heard]);
            said += messages;
        }

        string[] secrets = [.. world.Nodes.SelectMany(static node => node.Secrets).Concat(world.Browser.Frames.SelectMany(SecretsOf)).Where(static one => one.Length > 8).Distinct(StringComparer.Ordinal)];
        Assert.True(secrets.Length >= 6, $"{secrets.Length} secrets");
        string everything = string.Join('\n', places);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, everything, StringComparison.Ordinal));

        // What the frame says to the client is the SDK's: its authorize brings a code, and its authenticate takes Discord's token. None of ours is among them.
        string[] discords = [.. world.Nodes.SelectMany(static node => node.DiscordSecrets)];
        Assert.NotEmpty(discords);
        Assert.All(secrets.Except(discords, StringComparer.Ordinal), secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
    }

    /// <summary>What of a socket's frame is nobody else's.</summary>
    private static IEnumerable<string> SecretsOf(JsonObject frame) =>
        ((string[])["access_token", "nonce", "dpop", "hash", "ticket"]).Select(name => frame[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null).OfType<string>();
}
