namespace GameAuth.Pd2.Tests.Pushes;

/// <summary>What the service pushes comes once, across reconnects, and what may have been missed is said.</summary>
public class PushTests
{
    private const string Offer = """{"_id":"n1","user_id":"u","data":{"listing_id":"l1"},"meta":{"string":"You have an offer"},"type":"offer_received","created_at":"2026-01-02T03:04:05.678Z"}""";
    private const string Message = """{"_id":"m1","sender_id":"s1","conversation_id":"c1","content":"still there?","reader_ids":[]}""";

    [Fact]
    public async Task Offers_and_messages_come_once_each_to_every_reader()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        Reader one = new(me);
        Reader other = new(me);
        ServicePeer peer = await PeerAsync(world, one, other);
        for (int i = 0; i < 3; i++)
        {
            await peer.PushAsync("system/notification pushed", Offer);
            await peer.PushAsync("social/message pushed", Message);
        }

        await peer.PushAsync("system/notification pushed", "\"odd\"");
        await peer.PushAsync("system/notification pushed", """{"_id":7,"data":[],"meta":7}""");
        foreach (Reader reader in (Reader[])[one, other])
        {
            await Pd2World.UntilAsync(() => reader.Read.Count(static push => push is not Pd2Gap) >= 3);
            Pd2Notification[] notifications = [.. reader.Read.OfType<Pd2Notification>()];
            Assert.Equal(2, notifications.Length);
            Assert.True(notifications[0] is { ListingId: "l1", IsOffer: true, Text: "You have an offer" });
            Assert.True(notifications[1] is { Id: null, ListingId: null, Text: null });
            Pd2Message message = Assert.Single(reader.Read.OfType<Pd2Message>());
            Assert.Equal(("m1", "s1", "c1", "still there?"), (message.Id, message.SenderId, message.ConversationId, message.Text));
        }

        await one.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_goes_on_after_a_reconnect_and_is_told_of_the_gap()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        await using Reader reader = new(me);
        ServicePeer peer = await PeerAsync(world, reader);
        await peer.PushAsync("system/notification pushed", Offer);
        await Pd2World.UntilAsync(() => reader.Read.OfType<Pd2Notification>().Any());
        peer.Drop();
        ServicePeer next = await world.WalkAsync(world.Service.NextPeerAsync());
        await world.WalkAsync(Pd2World.UntilAsync(() => next.Token is not null && reader.Read.OfType<Pd2Gap>().Any()));
        await next.PushAsync("system/notification pushed", Offer);
        await next.PushAsync("social/message pushed", Message);
        await Pd2World.UntilAsync(() => reader.Read.OfType<Pd2Message>().Any());
        Assert.Single(reader.Read.OfType<Pd2Notification>());
    }

    /// <summary>The connection, once every reader hears it.</summary>
    private static async Task<ServicePeer> PeerAsync(Pd2World world, params Reader[] readers)
    {
        ServicePeer peer = await world.Service.NextPeerAsync();
        await Pd2World.UntilAsync(() => peer.Token is not null);
        int number = 0;
        while (!readers.All(static reader => reader.Read.OfType<Pd2Notification>().Any() && reader.Read.OfType<Pd2Message>().Any()))
        {
            await peer.PushAsync("system/notification pushed", $$"""{"_id":"hello-{{++number}}"}""");
            await peer.PushAsync("social/message pushed", $$"""{"_id":"hello-{{++number}}"}""");
            await Task.Yield();
        }

        // What was said meanwhile has come to all when the last word has.
        await peer.PushAsync("system/notification pushed", """{"_id":"last-hello"}""");
        await peer.PushAsync("social/message pushed", """{"_id":"last-hello-2"}""");
        await Pd2World.UntilAsync(() => readers.All(static reader => reader.Ids.Contains("last-hello") && reader.Ids.Contains("last-hello-2")));
        foreach (Reader reader in readers)
        {
            reader.Forget();
        }

        return peer;
    }

    private sealed class Reader : IAsyncDisposable
    {
        private readonly CancellationTokenSource _done = new();
        private readonly List<Pd2Push> _read = [];
        private readonly Task _reading;

        public Reader(Pd2Account me) => _reading = Task.Run(async () =>
        {
            await foreach (Pd2Push push in me.FollowAsync(_done.Token))
            {
                lock (_read)
                {
                    _read.Add(push);
                }
            }
        });

        public IEnumerable<string?> Ids => Read.Select(static push => push is Pd2Notification notification ? notification.Id : (push as Pd2Message)?.Id);

        public IReadOnlyList<Pd2Push> Read
        {
            get
            {
                lock (_read)
                {
                    return [.. _read];
                }
            }
        }

        public void Forget()
        {
            lock (_read)
            {
                _read.Clear();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _done.CancelAsync();
            await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _done.Dispose();
        }
    }
}
