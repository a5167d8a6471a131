using System.Collections.Concurrent;
using System.Net;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Bearer;

/// <summary>No access token outlives its session, and no session that began later is hit.</summary>
public sealed class OutlivingTests
{
    [Fact]
    public async Task Section_2_6_No_access_token_outlives_its_logout_however_many_refreshes_run_beside_it()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        ServerClient[] clients = [node.Connect(), other.Connect()];
        for (int round = 0; round < 40; round++)
        {
            Answer signedIn = await clients[0].ExchangeAsync($"player{round}");
            ConcurrentBag<string> tokens = [signedIn.AccessToken];
            Task<Answer> logout = Task.Run(() => clients[0].LogoutAsync(signedIn.CookieToken));
            Task[] refreshes = [.. Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
            {
                Answer answer = await clients[i % 2].RefreshAsync(signedIn.CookieToken);
                if (answer.Status == HttpStatusCode.OK)
                {
                    tokens.Add(answer.AccessToken);
                }
            }))];
            Assert.Equal(HttpStatusCode.NoContent, (await logout).Status);

            // Here at once, and at the other node once it has read the log.
            await Task.WhenAll(refreshes);
            await other.Follower.CatchUpAsync(default);
            foreach (string token in tokens)
            {
                Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await clients[0].GetAsync("/api/me", token).StatusAndError());
                Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await clients[1].GetAsync("/api/me", token).StatusAndError());
            }
        }
    }

    [Theory]
    [InlineData(RevocationTarget.Subject)]
    [InlineData(RevocationTarget.ProviderAccount)]
    [InlineData(RevocationTarget.Everything)]
    public async Task Section_2_6_What_began_before_the_time_ends_with_the_access_tokens_that_it_got_later(RevocationTarget target)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer old = await client.ExchangeAsync();
        await node.AdvanceAsync(TimeSpan.FromMinutes(30));
        DateTimeOffset before = node.World.Clock.GetUtcNow();
        await node.AdvanceAsync(TimeSpan.FromMinutes(30));
        Answer refreshed = await client.RefreshAsync(old.CookieToken);
        Answer young = await client.ExchangeAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", refreshed.AccessToken)).Status);
        Assert.Equal(1, await EndAsync(node, target, before));
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", refreshed.AccessToken).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", young.AccessToken)).Status);
    }

    [Theory]
    [InlineData(RevocationTarget.Subject)]
    [InlineData(RevocationTarget.ProviderAccount)]
    [InlineData(RevocationTarget.Everything)]
    public async Task Section_2_6_Within_one_second_what_was_before_the_revocation_is_hit_and_the_next_sign_in_is_not(RevocationTarget target)
    {
        // iat has whole seconds; all of this happens within one.
        await using ServerNode node = await ServerNode.StartAsync(new ServerWorld(DateTimeOffset.FromUnixTimeSeconds(1_900_000_000)));
        ServerClient client = node.Connect();
        Answer first = await client.ExchangeAsync();
        node.World.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Answer second = await client.ExchangeAsync();
        node.World.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(2, await EndAsync(node, target, before: null));
        node.World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Answer anew = await client.ExchangeAsync();
        Answer refreshed = await client.RefreshAsync(anew.CookieToken);
        string[] issuedAt = [.. ((Answer[])[first, second, anew, refreshed]).Select(static answer => Jwt.Claims(answer.AccessToken).GetProperty("iat").GetRawText()).Distinct()];
        Assert.Single(issuedAt);
        foreach ((Answer answer, HttpStatusCode status) in new[]
            {
                (first, HttpStatusCode.Unauthorized), (second, HttpStatusCode.Unauthorized), (anew, HttpStatusCode.OK), (refreshed, HttpStatusCode.OK),
            })
        {
            Assert.Equal(status, (await client.GetAsync("/api/me", answer.AccessToken)).Status);
        }

        // Up to a time that lies between the two sign-ins of that second.
        Answer later = await client.ExchangeAsync();
        node.World.Clock.Advance(TimeSpan.FromMilliseconds(10));
        DateTimeOffset between = node.World.Clock.GetUtcNow();
        Answer last = await client.ExchangeAsync();
        Assert.Equal(2, await EndAsync(node, target, between));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", later.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", refreshed.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", last.AccessToken)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Section_2_6_A_reuse_ends_the_players_other_sessions_where_that_is_chosen(bool endsAll)
    {
        await using ServerNode node = await ServerNode.StartAsync(options: options => options.EndAllOnReuse = endsAll);
        ServerClient client = node.Connect();
        Answer stolen = await client.ExchangeAsync("ada");
        Answer other = await client.ExchangeAsync("ada");
        Answer stranger = await client.ExchangeAsync("bob");
        await client.RefreshAsync((await client.RefreshAsync(stolen.CookieToken)).CookieToken);
        await node.AdvanceAsync(TimeSpan.FromSeconds(11));
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_reuse_detected"), await client.RefreshAsync(stolen.CookieToken).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(stolen.CookieToken).StatusAndError());
        Assert.Equal(endsAll ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, (await client.GetAsync("/api/me", other.AccessToken)).Status);
        Assert.Equal(endsAll ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, (await client.RefreshAsync(other.CookieToken)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(stranger.CookieToken)).Status);
        SessionEvent detected = Assert.Single(node.World.Events.Events.OfType<SessionEvent>(), static one => one.Name == SessionEventNames.ReuseDetected);
        Assert.Equal((endsAll ? 2 : 1, true, 0), (detected.Count, detected.IsAlert, detected.PresentedGeneration));
    }

    private static async Task<int> EndAsync(ServerNode node, RevocationTarget target, DateTimeOffset? before)
    {
        SessionDirectory sessions = node.Services.GetRequiredService<SessionDirectory>();
        int count = await (target switch
        {
            RevocationTarget.Subject => sessions.EndSubjectAsync("toy:ada", before: before),
            RevocationTarget.ProviderAccount => sessions.EndProviderAccountAsync("toy", "ada", before: before),
            _ => sessions.EndAllAsync(before: before),
        });
        await node.Follower.CatchUpAsync(default);
        return count;
    }
}
