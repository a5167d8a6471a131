using System.Net;
using System.Text;
using GameAuth.Jose;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Keys;

public sealed class SigningKeyRingTests
{
    [Fact]
    public async Task Over_200_days_no_token_is_refused_also_by_a_verifier_that_keeps_keys_for_a_day()
    {
        ServerWorld world = new();
        await using ServerNode issuer = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        ServerClient client = issuer.Connect();
        ServerClient elsewhere = other.Connect();
        JsonWebKeySet cached = await FetchAsync(client);
        HashSet<string> signers = [];
        int refused = 0;
        for (int hour = 0; hour < 200 * 24; hour += 3)
        {
            await issuer.AdvanceAsync(TimeSpan.FromHours(3));
            await other.AdvanceAsync(TimeSpan.Zero);
            if (hour % 24 == 0)
            {
                cached = await FetchAsync(client);
            }

            Answer answer = await client.ExchangeAsync();
            signers.Add(Jwt.Header(answer.AccessToken).Text("kid"));
            refused += Verifies(answer.AccessToken, cached) && (await elsewhere.GetAsync("/api/me", answer.AccessToken)).Status == HttpStatusCode.OK ? 0 : 1;
        }

        Assert.Equal((0, 3), (refused, signers.Count));
        Assert.InRange(world.Keys.Made, 3, 4);
        Assert.InRange((await FetchAsync(client)).Keys.Count, 1, 2);
    }

    [Fact]
    public async Task A_token_of_the_key_before_is_good_until_it_ends()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        ServerClient client = node.Connect();
        await node.AdvanceAsync(TimeSpan.FromDays(76));
        await node.AdvanceAsync(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(1));
        Answer before = await client.ExchangeAsync();
        await node.AdvanceAsync(TimeSpan.FromMinutes(2));
        Answer after = await client.ExchangeAsync();
        Assert.NotEqual(Jwt.Header(before.AccessToken).Text("kid"), Jwt.Header(after.AccessToken).Text("kid"));
        for (int minute = 2; minute < 15; minute++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", before.AccessToken)).Status);
            await node.AdvanceAsync(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_new_key_is_published_14_days_before_it_signs_and_an_old_one_goes_after_its_last_token()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string first = Assert.Single((await FetchAsync(client)).Keys).KeyId!;
        await node.AdvanceAsync(TimeSpan.FromDays(76) - TimeSpan.FromMinutes(1));
        Assert.Single((await FetchAsync(client)).Keys);
        await node.AdvanceAsync(TimeSpan.FromMinutes(2));
        string next = Assert.Single((await FetchAsync(client)).Keys, key => key.KeyId != first).KeyId!;
        await node.AdvanceAsync(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(2));
        Assert.Equal(first, Jwt.Header((await client.ExchangeAsync()).AccessToken).Text("kid"));
        await node.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(next, Jwt.Header((await client.ExchangeAsync()).AccessToken).Text("kid"));
        Assert.Equal(2, (await FetchAsync(client)).Keys.Count);
        await node.AdvanceAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(next, Assert.Single((await FetchAsync(client)).Keys).KeyId);
    }

    [Fact]
    public async Task Nodes_that_start_at_once_agree_on_one_key()
    {
        ServerWorld world = new();
        ServerNode[] nodes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ServerNode.StartAsync(world)));
        string[] ids = [.. nodes.Select(static node => Assert.Single(node.Ring.Current.Keys.Keys).KeyId!)];
        Assert.Single(ids.Distinct());
        foreach (ServerNode node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_node_that_starts_again_signs_with_the_stored_key()
    {
        ServerWorld world = new();
        await using (ServerNode before = await ServerNode.StartAsync(world))
        {
        }

        int made = world.Keys.Made;
        await using ServerNode node = await ServerNode.StartAsync(world);
        Assert.Equal(made, world.Keys.Made);
        Assert.Equal(HttpStatusCode.OK, (await node.Connect().ExchangeAsync()).Status);
    }

    [Fact]
    public async Task An_emergency_ends_every_access_token_and_sessions_live_on()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        ServerClient client = node.Connect();
        ServerClient elsewhere = other.Connect();
        Answer signedIn = await client.ExchangeAsync();
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/me", signedIn.AccessToken)).Status);
        await node.Services.GetRequiredService<SigningKeys>().ReplaceAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", signedIn.AccessToken).StatusAndError());

        // The other node sees it by the first token with the new key.
        await other.AdvanceAsync(TimeSpan.FromSeconds(1));
        Answer refreshed = await client.RefreshAsync(signedIn.CookieToken);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/me", refreshed.AccessToken)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await elsewhere.GetAsync("/api/me", signedIn.AccessToken).StatusAndError());
        Assert.Single((await FetchAsync(elsewhere)).Keys);
    }

    [Fact]
    public async Task The_other_nodes_see_an_emergency_by_their_own_clock()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        Answer signedIn = await node.Connect().ExchangeAsync();
        await node.Services.GetRequiredService<SigningKeys>().ReplaceAsync();
        long generation = other.Ring.Current.Generation;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        while (other.Ring.Current.Generation == generation)
        {
            limit.Token.ThrowIfCancellationRequested();
            await world.StepAsync(TimeSpan.FromMilliseconds(500));
        }

        await other.Follower.CatchUpAsync(default);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await other.Connect().GetAsync("/api/me", signedIn.AccessToken).StatusAndError());
    }

    [Fact]
    public async Task A_stranger_with_made_up_key_ids_causes_one_read_a_second()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        ServerClient client = node.Connect();
        string token = (await client.ExchangeAsync()).AccessToken;
        world.TokenStore.ClearCalls();
        string[] parts = token.Split('.');
        for (int i = 0; i < 50; i++)
        {
            string header = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"RS256","kid":"made-up-{{i}}","typ":"at+jwt"}"""));
            Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", $"{header}.{parts[1]}.{parts[2]}").StatusAndError());
        }

        Assert.InRange(world.TokenStore.Calls.Count, 0, 1);
    }

    [Fact]
    public async Task While_the_token_store_is_down_the_keys_of_before_sign_on()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        ServerClient client = node.Connect();
        world.TokenStore.Fail(StoreOperation.Read);
        await Assert.ThrowsAsync<CredentialStoreException>(() => node.Ring.RefreshAsync(default));
        Answer answer = await client.ExchangeAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", answer.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/.well-known/jwks.json")).Status);
    }

    [Fact]
    public async Task The_record_of_the_keys_is_sealed()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        string key = Convert.ToBase64String(new ReadyKeys().Create());
        await foreach (StoredRow row in world.Tokens.ListAsync(null, default))
        {
            string text = Encoding.Latin1.GetString(row.Row.Value.Span);
            Assert.DoesNotContain(key[40..80], text, StringComparison.Ordinal);
            Assert.DoesNotContain("signs_from", text, StringComparison.Ordinal);
        }
    }

    private static async Task<JsonWebKeySet> FetchAsync(ServerClient client)
    {
        Assert.True(JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes((await client.GetAsync("/.well-known/jwks.json")).Text), out JsonWebKeySet? keys, out _));
        return keys;
    }

    private static bool Verifies(string token, JsonWebKeySet keys)
    {
        byte[] ascii = Encoding.ASCII.GetBytes(token);
        return CompactJws.TryRead(ascii, new byte[ascii.Length], out CompactJws jws) == JwsError.None && keys.TryGetKey(jws.KeyId, out JsonWebKey? key) && jws.Verify(key) == JwsError.None;
    }
}
