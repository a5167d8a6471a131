using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace GameAuth.Xbox.Tests;

/// <summary>What other clients of real-time activity do wrong, each as a test that would find it here.</summary>
public class OriginRealtimeDefectTests
{
    [Fact]
    public async Task Certificates_not_checked_a_server_that_vouches_for_itself_is_refused_before_it_sees_a_token()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
        await using RtaWorld world = await RtaWorld.StartAsync(new RtaServer(certificate));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.Me.ConnectRealTimeAsync());
        Assert.True(error.IsTransient);
        Assert.Contains("SecureConnectionError", error.Message, StringComparison.Ordinal);
        await RtaWorld.SoonAsync(() => world.Server.FailedTls == 1);
        Assert.Empty(world.Server.Handshakes);
    }

    [Fact]
    public async Task Unsubscribe_sent_as_subscribe_it_has_a_number_of_its_own()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        await friends.DisposeAsync();
        await friends.DisposeAsync();
        Assert.Equal("[2,2,1]", await peer.NextAsync());
        Assert.Empty(peer.Rest());
        Assert.Empty(await friends.ReadToEndAsync());
        await live.DisposeAsync();
    }

    [Fact]
    public async Task A_sequence_that_is_always_1_it_counts_up_and_answers_find_their_request()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> first, RtaPeer peer) = await world.SubscribeAsync();
        XboxSubscription<JsonElement>[] more = await Task.WhenAll(Enumerable.Range(2, 4).Select(n => live.SubscribeAsync(new Uri($"https://social.xboxlive.com/{n}"))));
        string[] asked = peer.Rest();
        Assert.Equal([2, 3, 4, 5], asked.Select(static frame => JsonDocument.Parse(frame).RootElement[1].GetInt32()));
        foreach (XboxSubscription<JsonElement> one in more)
        {
            int id = JsonDocument.Parse(asked.Single(frame => frame.Contains($"\"{one.Resource}\"", StringComparison.Ordinal))).RootElement[1].GetInt32();
            await peer.SayAsync($"[3,{id},\"{one.Resource}\"]");
            Assert.Equal($"\"{one.Resource}\"", (await one.NextAsync()).Show());
        }

        await first.DisposeAsync();
        Assert.Equal("[2,6,1]", await peer.NextAsync());
        await live.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_subscribed_after_a_reconnect_everything_is_with_new_ids_and_a_resync()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        XboxSubscription<JsonElement> other = await live.SubscribeAsync(new Uri("https://social.xboxlive.com/other"));
        world.Server.Script = static (peer, frame) => [$"[1,{frame[1]},0,{100 + frame[1].GetInt32()},null]"];
        await peer.SayAsync("[3,1,1]");
        Assert.Equal("1", (await friends.NextAsync()).Show());
        peer.Drop();
        RtaPeer next = await world.Server.NextAsync();
        Assert.Equal([$"[1,1,\"{friends.Resource}\"]", $"[1,2,\"{other.Resource}\"]"], [await next.NextAsync(), await next.NextAsync()]);
        Assert.True((await friends.NextAsync()).IsResync);
        Assert.True((await other.NextAsync()).IsResync);
        await next.SayAsync("[3,1,\"an old id\"]", "[3,101,2]", "[3,102,3]");
        Assert.Equal(("2", "3"), ((await friends.NextAsync()).Show(), (await other.NextAsync()).Show()));
        await live.DisposeAsync();
    }

    [Fact]
    public async Task Resync_ignored_every_subscriber_hears_it()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        (XboxRealTimeActivity live, XboxSubscription<JsonElement> friends, RtaPeer peer) = await world.SubscribeAsync();
        XboxSubscription<JsonElement> other = await live.SubscribeAsync(new Uri("https://social.xboxlive.com/other"));
        await peer.SayAsync("[3,1,1]", "[4]", "[3,1,2]");
        Assert.Equal(["1", "resync", "2"], (await friends.TakeAsync(3)).Select(Reading.Show));
        Assert.True((await other.NextAsync()).IsResync);
        await live.DisposeAsync();
    }
}
