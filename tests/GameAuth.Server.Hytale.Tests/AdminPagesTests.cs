using System.Net;
using System.Text.RegularExpressions;
using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>The page for administrators where there is more than one page has: accounts, rows of the audit, the export, and links that are whole.</summary>
public class AdminPagesTests : GatewayTest
{
    private static readonly Regex Owners = new("\\?owner=([0-9a-f-]{36})\">", RegexOptions.None, TimeSpan.FromSeconds(5));

    [Fact]
    public async Task More_than_a_hundred_accounts_are_on_pages_each_once()
    {
        const int count = 203;
        await using GatewayWorld world = await StartAsync(
            static hytale =>
            {
                for (int i = 0; i < count; i++)
                {
                    hytale.Accounts.Add(new EmulatedHytaleAccount { Owner = OwnerOf(i), Profiles = [new EmulatedHytaleProfile { Uuid = $"a2000000-0000-4000-8000-{i:d12}", Username = $"Player{i}" }] });
                }
            },
            static gateway => gateway.UpstreamRequestsPerMinute = 10_000, setup: AdminTests.Admin());
        List<string> devices = [];
        for (int i = 0; i < count; i++)
        {
            (string device, string user) = await world.RequestCodeAsync();
            world.Emulator.Hytale.Approve(user, OwnerOf(i));
            devices.Add(device);
        }

        await world.PassAsync(TimeSpan.FromSeconds(5));
        foreach (string device in devices)
        {
            Assert.Equal(200, (await world.PostAsync("/token", GatewayWorld.Body("device_code", device))).Status);
        }

        List<string> seen = [];
        List<int> sizes = [];
        for (string? next = AdminTests.Page; next is not null;)
        {
            Answer page = await AdminTests.GetAsync(world, next);
            Assert.Equal(200, page.Status);
            string[] owners = [.. Owners.Matches(page.Raw).Select(static match => match.Groups[1].Value)];
            sizes.Add(owners.Length);
            seen.AddRange(owners);
            next = LinkOf(page, "More accounts");
        }

        Assert.Equal([100, 100, 3], sizes);
        Assert.Equal(Enumerable.Range(0, count).Select(OwnerOf), seen.Order(StringComparer.Ordinal));
        Assert.Equal(400, (await AdminTests.GetAsync(world, $"{AdminTests.Page}?after=a/b")).Status);
    }

    [Fact]
    public async Task The_audit_goes_on_at_its_older_rows_with_the_whole_filter_and_the_export_has_all()
    {
        const int count = 1_234;
        await using GatewayWorld world = await StartAsync(setup: AdminTests.Admin());
        await world.SignInAsync();
        GatewayAudit audit = world.Services().GetRequiredService<GatewayAudit>();
        for (int i = 0; i < count; i++)
        {
            audit.CallersEnded(GatewayWorld.Owner, EndReasons.Admin, $"admin{i}");
        }

        string now = world.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        string filter = $"?owner={GatewayWorld.Owner}&event={HytaleGatewayEventNames.TokenDeleted}&result=ok&from={now}&to={world.Clock.GetUtcNow().AddDays(1):yyyy-MM-dd}";
        List<string> actors = [];
        int pages = 0;
        for (string? next = AdminTests.Page + filter; next is not null; pages++)
        {
            Answer page = await AdminTests.GetAsync(world, next);
            Assert.Equal(200, page.Status);
            actors.AddRange(Regex.Matches(page.Raw, "<bdi>(admin\\d+)</bdi>", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(static match => match.Groups[1].Value));
            next = LinkOf(page, "Older");
            if (pages == 0)
            {
                Answer export = await AdminTests.GetAsync(world, LinkOf(page, "Export")!);
                string[] lines = export.Raw.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                Assert.Equal((count, count), (lines.Length, lines.Distinct(StringComparer.Ordinal).Count()));
            }
        }

        Assert.Equal(13, pages);
        Assert.Equal(Enumerable.Range(0, count).Reverse().Select(static i => $"admin{i}"), actors);
    }

    [Theory]
    [InlineData("result=refused", 1)]
    [InlineData("result=ok", 0)]
    [InlineData("from=1990-01-01&result=refused", 1)]
    [InlineData("to=1990-01-01&result=refused", 0)]
    [InlineData("from=2100-01-01&result=refused", 0)]
    [InlineData("event=hytale_gateway.token_created&result=refused", 0)]
    public async Task A_filter_shows_what_it_says(string filter, int refused)
    {
        await using GatewayWorld world = await StartAsync(setup: AdminTests.Admin());
        await world.PostAsync("/profiles", bearer: "x.y.z");
        Answer page = await AdminTests.GetAsync(world, $"{AdminTests.Page}?{filter}");
        Assert.Equal(refused, Regex.Count(page.Raw, $"<bdi>{HytaleGatewayEventNames.AuthFailed}</bdi>", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }

    private static string OwnerOf(int i) => $"a1000000-0000-4000-8000-{i:d12}";

    private static string? LinkOf(Answer page, string text) =>
        Regex.Match(page.Raw, $"<a href=\"([^\"]+)\">{text}</a>", RegexOptions.None, TimeSpan.FromSeconds(5)) is { Success: true } link ? "https://gateway.example.test" + WebUtility.HtmlDecode(link.Groups[1].Value) : null;
}
