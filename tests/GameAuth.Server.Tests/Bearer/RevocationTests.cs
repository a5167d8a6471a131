using System.Net;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Bearer;

public sealed class RevocationTests
{
    public static TheoryData<RevocationTarget> Targets => [.. Enum.GetValues<RevocationTarget>().Where(static target => target != RevocationTarget.RoomAccess)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task What_one_node_has_revoked_another_refuses_within_the_bound(RevocationTarget target)
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        ServerClient elsewhere = other.Connect();
        Answer hit = await node.Connect().ExchangeAsync("ada");
        Answer bystander = await node.Connect().ExchangeAsync("bob");
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/me", hit.AccessToken)).Status);
        SessionDirectory sessions = node.Services.GetRequiredService<SessionDirectory>();
        System.Text.Json.JsonElement claims = Jwt.Claims(hit.AccessToken);
        await (target switch
        {
            RevocationTarget.Family => sessions.EndAsync(FamilyId.TryParse(claims.Text("sid"), out FamilyId id) ? id : default).AsTask(),
            RevocationTarget.AccessToken => sessions.RevokeAccessTokenAsync(claims.Text("jti")).AsTask(),
            RevocationTarget.Subject => sessions.EndSubjectAsync("toy:ada").AsTask(),
            RevocationTarget.ProviderAccount => sessions.EndProviderAccountAsync("toy", "ada").AsTask(),
            _ => sessions.EndAllAsync().AsTask(),
        });

        // The other node is woken by the store; its clock does not have to move.
        await Eventually(async () => (await elsewhere.GetAsync("/api/me", hit.AccessToken)).Status == HttpStatusCode.Unauthorized);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await elsewhere.GetAsync("/api/me", hit.AccessToken).StatusAndError());
        HttpStatusCode bystanders = target == RevocationTarget.Everything ? HttpStatusCode.Unauthorized : HttpStatusCode.OK;
        Assert.Equal(bystanders, (await elsewhere.GetAsync("/api/me", bystander.AccessToken)).Status);

        // Whoever signs in anew is not hit, also in the same second.
        world.Clock.Advance(TimeSpan.FromMilliseconds(2));
        Answer anew = await node.Connect().ExchangeAsync("ada");
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/me", anew.AccessToken)).Status);
    }

    [Fact]
    public async Task A_revocation_hits_only_what_was_before_its_time()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer old = await client.ExchangeAsync("ada");
        node.World.Clock.Advance(TimeSpan.FromSeconds(30));
        DateTimeOffset before = node.World.Clock.GetUtcNow();
        node.World.Clock.Advance(TimeSpan.FromSeconds(30));
        Answer young = await client.ExchangeAsync("ada");
        await node.Services.GetRequiredService<SessionDirectory>().EndSubjectAsync("toy:ada", before: before);
        await node.Follower.CatchUpAsync(default);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", old.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", young.AccessToken)).Status);
    }

    [Fact]
    public async Task A_node_that_starts_knows_what_was_revoked_before()
    {
        ServerWorld world = new();
        Answer hit;
        await using (ServerNode node = await ServerNode.StartAsync(world))
        {
            hit = await node.Connect().ExchangeAsync();
            await node.Connect().LogoutAsync(hit.CookieToken);
        }

        await using ServerNode anew = await ServerNode.StartAsync(world);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anew.Connect().GetAsync("/api/me", hit.AccessToken)).Status);
    }

    [Fact]
    public async Task A_node_that_does_not_know_who_was_revoked_answers_503_and_recovers()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", signedIn.AccessToken)).Status);
        node.World.Faults.IsDown = true;
        await node.AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", signedIn.AccessToken)).Status);
        await node.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Answer behind = await client.GetAsync("/api/me", signedIn.AccessToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable", "1"), (behind.Status, behind.Error, behind.Header("Retry-After")));
        Assert.Equal(1000, behind.Json.GetProperty("retry_after_ms").GetInt32());
        Assert.Null(behind.Header("WWW-Authenticate"));

        // What a token is told does not tell whether it is right, and who needs none is served.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/api/me", "x")).Status);
        Assert.Equal("nobody", (await client.GetAsync("/api/open", signedIn.AccessToken)).Text);
        Assert.Contains("can not be read", node.World.Logs.Text, StringComparison.Ordinal);

        node.World.Faults.IsDown = false;
        await node.AdvanceAsync(TimeSpan.FromMilliseconds(500));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", signedIn.AccessToken)).Status);
        Assert.Contains("can be read again", node.World.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_recovers_by_its_own_clock()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        RevocationIndex index = node.Services.GetRequiredService<RevocationIndex>();
        node.World.Faults.IsDown = true;
        await node.AdvanceAsync(TimeSpan.FromSeconds(3));
        Assert.False(index.IsConfirmed);
        node.World.Faults.IsDown = false;
        await Eventually(async () =>
        {
            await node.World.StepAsync(TimeSpan.FromMilliseconds(100));
            return index.IsConfirmed;
        });
    }

    [Fact]
    public async Task A_machine_that_has_slept_does_not_take_its_position_for_fresh()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        node.World.Clock.ShiftWallClock(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/api/me", signedIn.AccessToken)).Status);
        await node.Follower.CatchUpAsync(default);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", signedIn.AccessToken)).Status);
    }

    [Fact]
    public async Task A_log_longer_than_a_page_is_read_to_its_end()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        Answer signedIn = await node.Connect().ExchangeAsync();
        SessionDirectory sessions = node.Services.GetRequiredService<SessionDirectory>();
        for (int i = 0; i < 2500; i++)
        {
            await sessions.RevokeAccessTokenAsync($"other-{i}");
        }

        await node.Connect().LogoutAsync(signedIn.CookieToken);
        await using ServerNode other = await ServerNode.StartAsync(world);
        Assert.Equal(2501, other.Services.GetRequiredService<RevocationIndex>().Count);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.Connect().GetAsync("/api/me", signedIn.AccessToken)).Status);
    }

    [Fact]
    public async Task Entries_go_when_they_can_hit_nothing_and_their_tokens_have_ended_by_then()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        await client.LogoutAsync(signedIn.CookieToken);
        RevocationIndex index = node.Services.GetRequiredService<RevocationIndex>();
        Assert.Equal(1, index.Count);
        await node.AdvanceAsync(TimeSpan.FromMinutes(15));
        Assert.Equal((1, "token_invalid"), (index.Count, (await client.GetAsync("/api/me", signedIn.AccessToken)).Error));
        await node.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal((0, "token_expired"), (index.Count, (await client.GetAsync("/api/me", signedIn.AccessToken)).Error));
    }

    [Fact]
    public void A_store_that_was_set_back_is_read_from_its_beginning_and_what_is_known_stays()
    {
        GameAuth.Testing.FakeClock clock = new();
        RevocationIndex index = new(null!, TimeSpan.FromSeconds(2), clock);
        DateTimeOffset end = clock.GetUtcNow() + TimeSpan.FromHours(1);
        RevocationEntry entry = new(7, RevocationTarget.Subject, "ada", "", end, "admin", end);
        Assert.False(index.Take(new RevocationPage([entry], 7, 7, clock.GetUtcNow())));
        Assert.Equal(7, index.Position);
        Assert.True(index.Take(new RevocationPage([], 7, 3, clock.GetUtcNow())));
        Assert.Equal((0, 1), (index.Position, index.Count));
    }

    [Fact]
    public async Task A_token_in_use_is_acknowledged_once_and_not_before()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        ServerClient client = node.Connect();
        string body = client.ExchangeBody();
        Answer signedIn = await client.PostAsync("/api/auth/toy/exchange", body);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/api/auth/toy/exchange", body)).Status);
        for (int i = 0; i < 10; i++)
        {
            await client.GetAsync("/api/me", signedIn.AccessToken);
        }

        Acknowledgements acknowledgements = node.Services.GetRequiredService<Acknowledgements>();
        await Until(() => acknowledgements.Pending == 0);

        // From now on the answer came, and nobody gets it again.
        Assert.Equal((HttpStatusCode.Conflict, "nonce_reused"), await client.PostAsync("/api/auth/toy/exchange", body).StatusAndError());
    }

    private static async Task Eventually(Func<Task<bool>> isTrue)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!await isTrue())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task Until(Func<bool> isTrue) => await Eventually(() => Task.FromResult(isTrue()));
}
