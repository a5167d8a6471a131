using System.Globalization;
using System.Net;
using GameAuth.Server.Hytale.Tests.World;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>The limits at their edge: many callers at once on two nodes.</summary>
public class LimitTests : GatewayTest
{
    private const int AtOnce = 64;

    [Theory]
    [InlineData("/device-code", 5, 15)]
    [InlineData("/token", 10, 5)]
    [InlineData("/refresh", 6, 60)]
    [InlineData("/profiles", 20, 60)]
    [InlineData("/select-profile", 20, 60)]
    [InlineData("/game-session/new", 20, 60)]
    [InlineData("/game-session/refresh", 20, 60)]
    [InlineData("/game-session/delete", 20, 60)]
    public async Task Of_64_at_once_on_two_nodes_as_many_as_the_limit_pass_and_after_the_reset_the_next_one(string path, int permitted, int minutes)
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        Caller caller = await world.SignInAsync();
        (string device, _) = await world.RequestCodeAsync();

        // So that the caller can have a token of another hour when the window ends.
        await world.PassAsync(TimeSpan.FromMinutes(path == "/token" ? 0 : 30));
        DateTimeOffset began = world.Clock.GetUtcNow();
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => Task.Run(() => CallAsync(world, path, caller, device, i % 2))));
        Assert.Equal(permitted, answers.Count(static answer => answer.Status != 429));
        Assert.DoesNotContain(answers, static answer => answer.Status >= 500);
        Assert.Equal([.. Enumerable.Range(0, permitted).Select(static i => $"{i}")], answers.Where(static answer => answer.Status != 429).Select(static answer => answer.Headers["X-RateLimit-Remaining"]).OrderBy(static left => int.Parse(left, CultureInfo.InvariantCulture)));
        DateTimeOffset reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Assert.Single(answers.Select(static answer => answer.Headers["X-RateLimit-Reset"]).Distinct()), CultureInfo.InvariantCulture));
        Assert.Equal(began.AddMinutes(minutes), reset);
        if (minutes == 60)
        {
            await world.PassAsync(TimeSpan.FromMinutes(28));
            caller = path == "/refresh" ? caller with { Refresh = answers.First(static answer => answer.Status == 200).Text("refresh_token") } : await RefreshedAsync(world, caller);
        }

        await world.PassAsync(reset - world.Clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.Equal(429, (await CallAsync(world, path, caller, device, node: 1)).Status);
        await world.PassAsync(TimeSpan.FromSeconds(1));
        Answer next = await CallAsync(world, path, caller, device, node: 0);
        Assert.NotEqual(429, next.Status);
        Assert.Equal($"{permitted - 1}", next.Headers["X-RateLimit-Remaining"]);
    }

    [Theory]
    [InlineData("192.0.2.7", "address 192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "address 192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "address 20010db800010002/64")]
    [InlineData("2001:db8:1:2::", "address 20010db800010002/64")]
    [InlineData(null, "address unknown")]
    public void An_address_is_counted_as_IPv4_has_it_or_by_the_64_that_one_customer_has(string? address, string who) =>
        Assert.Equal(who, GatewayLimits.OfAddress(address is null ? null : IPAddress.Parse(address)));

    private static async Task<Caller> RefreshedAsync(GatewayWorld world, Caller caller)
    {
        Answer answer = await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", caller.Refresh));
        Assert.Equal(200, answer.Status);
        return caller with { Access = answer.Text("access_token"), Refresh = answer.Text("refresh_token") };
    }

    private static Task<Answer> CallAsync(GatewayWorld world, string path, Caller caller, string device, int node) => path switch
    {
        "/device-code" => world.PostAsync(path, node: node, headers: ("X-Forwarded-For", "192.0.2.1")),
        "/token" => world.PostAsync(path, GatewayWorld.Body("device_code", device), node: node),
        "/refresh" => world.PostAsync(path, GatewayWorld.Body("refresh_token", caller.Refresh), node: node),
        "/profiles" => world.PostAsync(path, "{}", caller.Access, node),
        "/select-profile" or "/game-session/new" => world.PostAsync(path, GatewayWorld.Body("profile_uuid", GatewayWorld.Ranger), caller.Access, node),
        _ => world.PostAsync(path, GatewayWorld.Body("session_id", "e3000000-0000-4000-8000-000000000001"), caller.Access, node),
    };
}
