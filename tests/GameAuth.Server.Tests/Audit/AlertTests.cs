using System.Net;
using System.Text;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Audit;

/// <summary>The alerts.</summary>
public sealed class AlertTests
{
    [Fact]
    public async Task Section_7_Repeated_nonce_reuse_alerts_once_at_the_third_within_5_minutes()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        string nonce = ServerClient.Nonce();
        for (int i = 0; i < 5; i++)
        {
            await AuditTests.ExchangeFromAsync(node, "203.0.113.7", "browser", nonce, $"ada-{i}");
            Assert.Equal(i >= 3 ? 1 : 0, await AlertsAsync(node, SessionEventNames.NoncesReused));
        }

        await node.AdvanceAsync(TimeSpan.FromMinutes(5));
        string another = ServerClient.Nonce();
        for (int i = 10; i < 13; i++)
        {
            await AuditTests.ExchangeFromAsync(node, "203.0.113.7", "browser", another, $"ada-{i}");
        }

        Assert.Equal(1, await AlertsAsync(node, SessionEventNames.NoncesReused));
    }

    [Fact]
    public async Task Section_7_Nonce_reuses_of_many_addresses_are_not_one_repeated_reuse()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        string nonce = ServerClient.Nonce();
        for (int i = 0; i < 6; i++)
        {
            await AuditTests.ExchangeFromAsync(node, $"203.0.113.{i}", "browser", nonce, $"ada-{i}");
        }

        Assert.Equal(0, await AlertsAsync(node, SessionEventNames.NoncesReused));
    }

    [Fact]
    public async Task Section_7_Every_refresh_reuse_alerts()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        for (int i = 1; i < 4; i++)
        {
            Answer stolen = await client.ExchangeAsync($"player{i}");
            await client.RefreshAsync((await client.RefreshAsync(stolen.CookieToken)).CookieToken);
            await node.AdvanceAsync(TimeSpan.FromSeconds(11));
            await client.RefreshAsync(stolen.CookieToken);
            Assert.Equal(i, await AlertsAsync(node, SessionEventNames.ReuseDetected));
        }

        Assert.Equal(3, (await node.Services.GetRequiredService<SessionAudit>().ReadAsync(new AuditQuery { Result = "alert" })).Count);
    }

    [Fact]
    public async Task Section_7_A_session_from_3_networks_within_10_minutes_alerts_once()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        await TravelAsync(node, "toy", "203.0.113.7", "203.0.113.99", "198.51.100.1", "203.0.113.7", "198.51.100.2");
        Assert.Equal(0, await AlertsAsync(node, SessionEventNames.ManyNetworks));
        await TravelAsync(node, "toy", "203.0.113.7", "198.51.100.1", "192.0.2.1");
        Assert.Equal(1, await AlertsAsync(node, SessionEventNames.ManyNetworks));
        await node.AdvanceAsync(TimeSpan.FromMinutes(30));
        node.World.Events.Clear();
        await TravelAsync(node, "toy", "203.0.113.7", "198.51.100.1", "192.0.2.1", "192.0.2.2", "233.252.0.1");
        Assert.Equal(1, await AlertsAsync(node, SessionEventNames.ManyNetworks));
        SessionEvent alert = Assert.Single(node.World.Events.Events.OfType<SessionEvent>(), static one => one.Name == SessionEventNames.ManyNetworks);
        Assert.Equal(("toy:ada", true), (alert.Subject, alert.IsAlert));
    }

    [Fact]
    public async Task Section_7_Networks_that_lie_further_apart_in_time_alert_nobody()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        await TravelAsync(node, "toy", TimeSpan.FromMinutes(8), "203.0.113.7", "198.51.100.1", "192.0.2.1", "233.252.0.1");
        Assert.Equal(0, await AlertsAsync(node, SessionEventNames.ManyNetworks));
    }

    [Fact]
    public async Task Section_7_In_the_Activity_profile_networks_say_nothing()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => server.AddProfile("default", static profile => profile.Cookie = RefreshCookieMode.Activity));
        await TravelAsync(node, "toy", "203.0.113.7", "198.51.100.1", "192.0.2.1", "233.252.0.1");
        Assert.Equal(0, await AlertsAsync(node, SessionEventNames.ManyNetworks));

        // Of a nonce it is the player that counts, since all have one address.
        for (int player = 0; player < 4; player++)
        {
            string nonce = ServerClient.Nonce();
            await AuditTests.ExchangeFromAsync(node, "203.0.113.7", "browser", nonce, $"player{player}-1");
            await AuditTests.ExchangeFromAsync(node, "203.0.113.7", "browser", nonce, $"player{player}-2");
        }

        Assert.Equal(0, await AlertsAsync(node, SessionEventNames.NoncesReused));
    }

    [Fact]
    public async Task Section_7_A_session_from_two_countries_alerts_where_somebody_knows_countries()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => server.Services.AddSingleton<ICountryLookup>(new Countries()));
        await TravelAsync(node, "toy", "203.0.113.7", "203.0.113.8");
        Assert.Equal(0, await AlertsAsync(node, SessionEventNames.ManyCountries));
        await TravelAsync(node, "toy", "203.0.113.7", "198.51.100.1");
        Assert.Equal(1, await AlertsAsync(node, SessionEventNames.ManyCountries));
    }

    [Fact]
    public async Task Two_nodes_count_together()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        string nonce = ServerClient.Nonce();
        for (int i = 0; i < 4; i++)
        {
            await AuditTests.ExchangeFromAsync(i % 2 == 0 ? node : other, "203.0.113.7", "browser", nonce, $"ada-{i}");
        }

        await AlertsAsync(node, "");
        Assert.Equal(1, await AlertsAsync(other, SessionEventNames.NoncesReused));
    }

    private static Task TravelAsync(ServerNode node, string provider, params string[] addresses) => TravelAsync(node, provider, TimeSpan.FromSeconds(30), addresses);

    private static async Task TravelAsync(ServerNode node, string provider, TimeSpan between, params string[] addresses)
    {
        Answer answer = await AuditTests.ExchangeFromAsync(node, addresses[0], "browser", ServerClient.Nonce(), $"ada-{Guid.NewGuid()}", provider);
        foreach (string address in addresses[1..])
        {
            await node.AdvanceAsync(between);
            answer = await node.SendFromAsync(address, "browser", "/api/auth/refresh", Encoding.UTF8.GetBytes("{}"), answer.CookieToken);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            await node.Services.GetRequiredService<AuditWriter>().FlushAsync(default);
        }
    }

    private static async Task<int> AlertsAsync(ServerNode node, string name)
    {
        await node.Services.GetRequiredService<AuditWriter>().FlushAsync(default);
        return node.World.Events.Names.Count(one => one == name);
    }

    private sealed class Countries : ICountryLookup
    {
        public string? Find(IPAddress address) => address.ToString().StartsWith("203.", StringComparison.Ordinal) ? "DE" : "FR";
    }
}
