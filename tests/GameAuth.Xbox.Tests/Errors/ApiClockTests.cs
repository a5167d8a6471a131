using System.Net;
using GameAuth.Xbox.Tests.Signing;

namespace GameAuth.Xbox.Tests;

/// <summary>The services' answers teach the registration's clock, and a signature that was refused for its time is made anew, once.</summary>
public class ApiClockTests
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    [InlineData(180)]
    public async Task A_refusal_without_a_word_is_signed_again_with_the_servers_time(int minutes)
    {
        TimeSpan ahead = TimeSpan.FromMinutes(minutes);
        await using SignedClient client = await SignedClient.StartAsync(
            answer: (world, number) => RawService.At(number == 0 ? "403 Forbidden" : "200 OK", world.Clock.GetUtcNow() + ahead));
        using HttpResponseMessage answer = await client.Http.PostAsync(client.To("/x"), new StringContent("body"));
        Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, client.Service.Seen.Count));
        Assert.All(client.Service.Seen, seen => client.AssertSigned(seen, "body"u8.ToArray()));
        Assert.Equal(SignedAt(client, 0) + ahead, SignedAt(client, 1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task It_is_signed_again_once_and_then_the_caller_has_the_answer()
    {
        await using SignedClient client = await SignedClient.StartAsync(
            answer: static (world, number) => RawService.At("403 Forbidden", world.Clock.GetUtcNow() + (Ahead * (number + 1))));
        using HttpResponseMessage answer = await client.Http.GetAsync(client.To("/x"));
        Assert.Equal((HttpStatusCode.Forbidden, 2), (answer.StatusCode, client.Service.Seen.Count));
    }

    [Theory]
    [InlineData("403 Forbidden\r\nContent-Type: text/plain", 0)]
    [InlineData("403 Forbidden", 59)]
    [InlineData("403 Forbidden\r\nX-Err: 2148916229", 600)]
    [InlineData("403 Forbidden\r\nWWW-Authenticate: XBL3.0", 600)]
    [InlineData("403 Forbidden\r\nAge: 600", 600)]
    [InlineData("400 Bad Request", 600)]
    public async Task Another_refusal_is_the_callers(string answer, int seconds)
    {
        await using SignedClient client = await SignedClient.StartAsync(
            answer: (world, _) => RawService.At(answer, world.Clock.GetUtcNow().AddSeconds(seconds)));
        using HttpResponseMessage response = await client.Http.GetAsync(client.To("/x"));
        Assert.Single(client.Service.Seen);
    }

    [Theory]
    [InlineData("Connection: close\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("Connection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    public async Task A_refusal_with_a_body_is_the_callers(string answer)
    {
        await using SignedClient client = await SignedClient.StartAsync(
            answer: (world, _) => RawService.At($"403 Forbidden\r\n{answer}", world.Clock.GetUtcNow() + Ahead));
        using HttpResponseMessage response = await client.Http.GetAsync(client.To("/x"));
        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
        Assert.Single(client.Service.Seen);
    }

    [Fact]
    public async Task With_the_correction_off_nothing_is_signed_again()
    {
        await using SignedClient client = await SignedClient.StartAsync(
            answer: static (world, _) => RawService.At("403 Forbidden", world.Clock.GetUtcNow() + Ahead), options: static options => options.UseServerClock = false);
        using HttpResponseMessage answer = await client.Http.GetAsync(client.To("/x"));
        Assert.Equal((HttpStatusCode.Forbidden, 1), (answer.StatusCode, client.Service.Seen.Count));
        Assert.Equal(client.World.Clock.GetUtcNow(), SignedAt(client, 0), TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("200 OK")]
    [InlineData("404 Not Found")]
    [InlineData("500 Internal Server Error")]
    public async Task Every_answer_teaches_the_clock_that_the_next_signature_goes_by(string status)
    {
        await using SignedClient client = await SignedClient.StartAsync(answer: (world, _) => RawService.At(status, world.Clock.GetUtcNow() + Ahead));
        using HttpResponseMessage first = await client.Http.GetAsync(client.To("/x"));
        using HttpResponseMessage second = await client.Http.GetAsync(client.To("/x"));
        Assert.Equal(SignedAt(client, 0) + Ahead, SignedAt(client, 1), TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(1, "403 Forbidden")]
    [InlineData(1, "200 OK")]
    [InlineData(9999, "403 Forbidden")]
    public async Task A_date_at_the_edge_of_the_calendar_is_not_believed_and_stops_no_signature(int year, string status)
    {
        await using SignedClient client = await SignedClient.StartAsync(answer: (_, _) => RawService.At(status, new DateTimeOffset(year, 12, 1, 0, 0, 0, TimeSpan.Zero)));
        using HttpResponseMessage first = await client.Http.GetAsync(client.To("/x"));
        using HttpResponseMessage second = await client.Http.GetAsync(client.To("/x"));
        Assert.Equal(2, client.Service.Seen.Count);
        Assert.Equal(client.World.Clock.GetUtcNow(), SignedAt(client, 1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_clock_that_has_become_wrong_costs_a_typed_call_one_more_try()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.Xbox.Freshness.Profile = TimeSpan.FromMinutes(4));
        XboxAccount me = await world.SignInAsync();
        world.Emulator.ClockSkew = Ahead;
        Assert.Equal("profile.settings:403 profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
        Assert.Equal("profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
    }

    [Fact]
    public async Task With_the_correction_off_a_typed_call_says_that_the_clock_is_wrong()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.Xbox.Freshness.Profile = TimeSpan.FromMinutes(4));
        XboxAccount me = await world.SignInAsync(static options => options.UseServerClock = false);
        world.Emulator.ClockSkew = Ahead;
        ClockSkewException error = await Assert.ThrowsAsync<ClockSkewException>(() => me.GetProfileAsync());
        Assert.Equal(("profile", 1), (error.Step, world.Count("profile.settings")));
    }

    private static DateTimeOffset SignedAt(SignedClient client, int number) =>
        DateTimeOffset.FromFileTime(SignatureOracle.FileTimeOf(client.Service.Seen[number].Header("Signature")));
}
