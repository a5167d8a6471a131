using System.Diagnostics.Metrics;
using System.Net;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Server.Tests.Diagnostics;

public sealed class OperationTests
{
    [Fact]
    public async Task A_node_that_serves_is_healthy()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        HealthReportEntry entry = await CheckAsync(node);
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal((true, true, true, false), (entry.Data["store"], entry.Data["revocations"], entry.Data["keys"], entry.Data["draining"]));
        Assert.Equal("Healthy", (await node.Connect().GetAsync("/health")).Text);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_told_and_recovers()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        (node.World.Faults.Only, node.World.Faults.IsDown) = (nameof(ISessionStore.FindWorkAsync), true);
        HealthReportEntry entry = await CheckAsync(node);
        Assert.Equal((HealthStatus.Unhealthy, "The session store does not answer."), (entry.Status, entry.Description));
        node.World.Faults.IsDown = false;
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(node)).Status);
    }

    [Fact]
    public async Task A_node_that_does_not_know_who_was_revoked_is_unhealthy()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        (node.World.Faults.Only, node.World.Faults.IsDown) = (nameof(ISessionStore.ReadRevocationsAsync), true);
        await node.AdvanceAsync(TimeSpan.FromSeconds(3));
        HealthReportEntry entry = await CheckAsync(node);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("log of revocations", entry.Description, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await node.Connect().GetAsync("/health")).Status);
    }

    [Fact]
    public async Task A_host_that_stops_says_so_before_it_has_stopped()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        node.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        HealthReportEntry entry = await CheckAsync(node);
        Assert.Equal((HealthStatus.Unhealthy, "The host is stopping."), (entry.Status, entry.Description));
        Assert.Equal(HttpStatusCode.OK, (await node.Connect().ExchangeAsync()).Status);
    }

    [Fact]
    public async Task What_is_acknowledged_is_in_the_store_when_the_host_has_stopped()
    {
        ServerWorld world = new();
        FamilyId id;
        await using (ServerNode node = await ServerNode.StartAsync(world))
        {
            ServerClient client = node.Connect();
            Answer signedIn = await client.ExchangeAsync();
            (world.Faults.Only, world.Faults.IsDown) = (nameof(ISessionStore.AcknowledgeAsync), true);
            await client.GetAsync("/api/me", signedIn.AccessToken);
            Assert.True(FamilyId.TryParse(Jwt.Claims(signedIn.AccessToken).Text("sid"), out id));

            // It was tried and waits for the clock, which stands still: what tells it again is the stop alone.
            Assert.Equal(1, node.Services.GetRequiredService<Acknowledgements>().Pending);
            await world.Faults.FailedAsync(nameof(ISessionStore.AcknowledgeAsync));
            world.Faults.IsDown = false;
        }

        Assert.Equal(0, (await world.Memory.FindFamilyAsync(id, default)).Family!.AcknowledgedGeneration);
    }

    [Fact]
    public async Task A_store_that_is_down_does_not_keep_the_host_from_stopping()
    {
        ServerWorld world = new();
        ServerNode node = await ServerNode.StartAsync(world);
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        world.Faults.IsDown = true;
        await client.GetAsync("/api/me", signedIn.AccessToken);
        Assert.Equal((1, 1), (node.Services.GetRequiredService<Acknowledgements>().Pending, node.Services.GetRequiredService<AuditWriter>().Pending));
        await node.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        world.Faults.IsDown = false;
    }

    [Fact]
    public async Task What_happens_is_counted_by_its_name_and_by_nothing_that_names_a_player()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        List<(string Name, long Value, string Tags)> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == GameAuthTelemetry.MeterName && instrument.Meter.Scope is IMeterFactory factory && ReferenceEquals(factory, node.Services.GetRequiredService<IMeterFactory>()))
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => seen.Add((instrument.Name, value, Text(tags))));
        listener.Start();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync("ada");
        await client.RefreshAsync(signedIn.CookieToken);
        await client.RefreshAsync("junk");
        listener.RecordObservableInstruments();
        Assert.Contains(("gameauth.session.events", 1, "event=session.created provider=toy"), seen);
        Assert.Contains(("gameauth.session.events", 1, "event=session.refreshed provider=toy"), seen);
        Assert.Contains(("gameauth.session.events", 1, "event=session.refused error=refresh_invalid"), seen);
        Assert.Contains(("gameauth.revocation.confirmed", 1, ""), seen);
        Assert.Contains(("gameauth.audit.pending", 3, ""), seen);
        Assert.Contains(("gameauth.audit.dropped", 0, ""), seen);
        Assert.DoesNotContain(seen, static one => one.Tags.Contains("ada", StringComparison.Ordinal));
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        List<string> all = [];
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            all.Add($"{tag.Key}={tag.Value}");
        }

        return string.Join(' ', all);
    }

    private static async Task<HealthReportEntry> CheckAsync(ServerNode node) => (await node.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["gameauth"];
}
