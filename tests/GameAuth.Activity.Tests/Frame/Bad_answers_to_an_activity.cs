using System.Text.Json.Nodes;
using GameAuth.Activity.Tests.World;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Activity.Tests.Frame;

/// <summary>What a proxy, a tunnel or a wrong mapping answers in the server's place, in Chromium, while the page asks many times a second. The same by a clock of its own, for minutes, is in <c>module</c>.</summary>
public sealed class Bad_answers_to_an_activity
{
    private const string Join = "socket.join('lobby').then(() => words.add('joined'), keep)";
    private const string Ask = "me('/api/me').then(text => words.add(`me ${text}`)), auth.resume().then(() => {}, keep)";

    public static TheoryData<string, int, string, string> Answers => new()
    {
        { "HTML", 200, "text/html", "<!DOCTYPE html><title>Not here</title>" },
        { "nothing", 200, "text/plain", "" },
        { "200 without tokens", 200, "application/json", "{}" },
        { "401 for ever", 401, "application/json", """{"error":"token_expired","message":"x","recoverable":true,"retry_after_ms":0}""" },
        { "429 without a time", 429, "text/plain", "slow down" },
    };

    [ActivityTheory]
    [MemberData(nameof(Answers))]
    public async Task Cause_no_storm_and_no_blank_page(string name, int status, string type, string body)
    {
        Assert.NotEmpty(name);
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        Tab tab = await world.OpenSignedInAsync();
        Task Answer(HttpContext context)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        }

        // In place of the socket's upgrade, while the token is good; then of the refresh too, when it has ended.
        world.Backend.Damaged["/realtime"] = Answer;
        JsonArray words = await HammerAsync(tab, Join);
        Assert.InRange(world.CountOf("/realtime"), 1, 4);
        world.Backend.Damaged["/api/auth/refresh"] = Answer;
        world.EndAccessTokens();
        int before = world.CountOf("/api/auth/refresh");
        words = [.. words.Concat(await HammerAsync(tab, $"{Ask}, {Join}")).Select(static word => (string)word!)];
        Assert.InRange(world.CountOf("/api/auth/refresh") - before, 1, 4);
        Assert.InRange(world.CountOf("/realtime"), 1, 4);
        Assert.All(words, static word => Assert.Matches("^(GameAuthError [a-z_]+|me [a-z_]+|me 401 .*)$", (string)word!));

        // The page is there, nobody is logged out, and it goes on when the answers are right again.
        Assert.Equal("signed-in", (string?)await tab.EvaluateAsync("auth.state().status"));
        Assert.Equal("Activity", (string?)await tab.EvaluateAsync("document.title"));
        Assert.DoesNotContain(world.Browser.Console, static one => one.Contains("exceptionDetails", StringComparison.Ordinal));
        world.Backend.Damaged.Clear();
        await tab.ReloadAsync();
        Assert.Equal($"200 {world.Emulator.Discord.IdOf("emunova")}", (string?)await tab.EvaluateAsync("me('/api/me')"));
        Assert.Equal("lobby", (string?)await tab.EvaluateAsync("socket.join('lobby').then(({ room }) => room)"));
        await LeakSearch.FindsNothingAsync(world, tab);
    }

    /// <summary>Does something 25 times a second for a second, and tells what came of it.</summary>
    private static async Task<JsonArray> HammerAsync(Tab tab, string works) => (await tab.EvaluateAsync($$"""
        (async () => {
          const words = new Set()
          const keep = failure => words.add(failure.name + ' ' + failure.code)
          const begun = []
          for (let round = 0; round < 25; round++) {
            begun.push({{works}})
            await new Promise(resolve => setTimeout(resolve, 40))
          }
          await Promise.all(begun)
          return [...words]
        })()
        """))!.AsArray();
}
