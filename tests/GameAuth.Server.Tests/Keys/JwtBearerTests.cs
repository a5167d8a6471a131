using System.Security.Cryptography;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Keys;

/// <summary>Microsoft's JwtBearer in a host of its own takes the tokens by the published metadata; while signing keys turn under load it refuses none, though it caches keys.</summary>
public sealed class JwtBearerTests
{
    private const int Clients = 4;

    // Keys of 20 days, so that three begin to sign within; the notice is that of the defaults, 14 days.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(20);
    private static readonly TimeSpan Long = TimeSpan.FromDays(60);

    // Half of the time for which JwtBearer keeps keys.
    private static readonly TimeSpan Stride = TimeSpan.FromHours(6);

    [Fact]
    public async Task It_takes_a_token_by_the_metadata_and_refuses_what_is_none()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string token = (await client.ExchangeAsync("ada")).AccessToken;
        await using JwtBearerHost host = await JwtBearerHost.StartAsync(node);
        await using JwtBearerHost other = await JwtBearerHost.StartAsync(node, audience: "somebody-else");

        // Another server of the same keys.
        await using ServerNode elsewhere = await ServerNode.StartAsync(node.World, static options => options.Issuer = new Uri("https://other.example.test"));
        string foreign = (await elsewhere.Connect().ExchangeAsync("ada")).AccessToken;
        Assert.Equal(Jwt.Header(token).Text("kid"), Jwt.Header(foreign).Text("kid"));
        Assert.Equal((200, "toy:ada"), await host.CallAsync(token));
        Assert.Equal(401, (await other.CallAsync(token)).Status);
        Assert.Equal(401, (await host.CallAsync(foreign)).Status);

        string[] parts = token.Split('.');
        Assert.Equal(401, (await host.CallAsync($"{parts[0]}.{parts[1]}.{Flip(parts[2])}")).Status);
        Assert.Equal(401, (await host.CallAsync($"{parts[0]}.{Flip(parts[1])}.{parts[2]}")).Status);
        Assert.Equal(401, (await host.CallAsync(Forged(parts))).Status);
        await node.AdvanceAsync(TimeSpan.FromMinutes(17));
        Assert.Equal(401, (await host.CallAsync(token)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_refuses_no_token_while_signing_keys_turn_under_load(bool asksForUnknownKeys)
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => options.SigningKeyLifetime = Lifetime);
        (int refused, int presented, int keys, int fetches) = await TurnAsync(node, asksForUnknownKeys);
        Assert.Equal((0, 2 * Clients * (int)(Long / Stride)), (refused, presented));
        Assert.InRange(keys, 3, 4);

        // It reads the keys each 12 hours and no more often.
        Assert.InRange(fetches, 60, 130);
    }

    // The notice is what keeps them: a key that signs soon is unknown to whoever caches. So this is the measure's own test.
    [Fact]
    public async Task Without_the_notice_it_would_refuse_some()
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => (options.SigningKeyLifetime, options.SigningKeyNotice) = (Lifetime, TimeSpan.FromHours(1)));
        Assert.InRange((await TurnAsync(node, asksForUnknownKeys: false)).Refused, 1, 100);
    }

    // Players sign in and call all the time, at two nodes that share their keys; each token is presented at once and again right before its end.
    private static async Task<(int Refused, int Presented, int Keys, int Fetches)> TurnAsync(ServerNode node, bool asksForUnknownKeys)
    {
        await using ServerNode other = await ServerNode.StartAsync(node.World, options: options => (options.SigningKeyLifetime, options.SigningKeyNotice) = (node.Options.SigningKeyLifetime, node.Options.SigningKeyNotice));
        await using JwtBearerHost host = await JwtBearerHost.StartAsync(other, asksForUnknownKeys: asksForUnknownKeys);
        ServerClient[] clients = [.. Enumerable.Range(0, Clients).Select(i => (i % 2 == 0 ? node : other).Connect())];
        HashSet<string> keys = [];
        int refused = 0;
        int presented = 0;
        for (TimeSpan at = TimeSpan.Zero; at < Long; at += Stride)
        {
            string[] tokens = await Task.WhenAll(clients.Select(static async client => (await client.ExchangeAsync("ada")).AccessToken));
            await PresentAsync(tokens);
            await AdvanceAsync(TimeSpan.FromMinutes(15.5));
            await PresentAsync(tokens);
            await AdvanceAsync(Stride - TimeSpan.FromMinutes(15.5));
            keys.UnionWith(tokens.Select(static token => Jwt.Header(token).Text("kid")));
        }

        return (refused, presented, keys.Count, host.KeyFetches);

        async Task PresentAsync(string[] tokens)
        {
            (int Status, string)[] answers = await Task.WhenAll(tokens.Select(host.CallAsync));
            refused += answers.Count(static answer => answer.Status != 200);
            presented += answers.Length;
        }

        async Task AdvanceAsync(TimeSpan by)
        {
            await node.AdvanceAsync(by);
            await other.AdvanceAsync(TimeSpan.Zero);
        }
    }

    private static string Flip(string part) => (part[0] == 'A' ? 'B' : 'A') + part[1..];

    private static string Forged(string[] parts)
    {
        using RSA stranger = RSA.Create(2048);
        byte[] signature = stranger.SignData(System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{parts[0]}.{parts[1]}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}";
    }
}
