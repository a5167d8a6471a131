using System.Globalization;
using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn;

public sealed class A_request_to_the_psn_api : PsnTest
{
    private const string Summary = "/api/trophy/v1/users/me/trophySummary";

    protected override void Configure(EmulatorOptions options, PsnEmulatorOptions psn) => (psn.RateLimit, psn.RateWindow) = (4, TimeSpan.FromMinutes(1));

    [Fact]
    public async Task Carries_an_id_that_never_came_before()
    {
        string access = await AccessAsync();
        string id = PsnFlow.NewId();
        Assert.Equal(HttpStatusCode.OK, (await Client.PsnGetAsync(PsnFlow.Api, Summary, access, id)).Status);

        WireAnswer again = await Client.PsnGetAsync(PsnFlow.Api, Summary, access, id.ToUpperInvariant());

        Assert.Equal((400, 2281473, "Bad Request (header: x-psn-request-id)"), again.NpError());
        Assert.NotNull(again.Json["error"]!["referenceId"]);
        Assert.Equal((400, 400), ((int)(await Client.PsnGetAsync(PsnFlow.Api, Summary, access, "1")).Status, (int)(await Client.PsnGetAsync(PsnFlow.Api, Summary, access, withId: false)).Status));
        Assert.Equal(["psn.summary x-psn-request-id"], Emulator.Psn.RepeatedIds);
    }

    [Theory]
    [InlineData("x-psn-trace-id", "0123456789abcdef", 200)]
    [InlineData("x-psn-trace-id", "e3000000-0000-4000-8000-000000000001", 400)]
    [InlineData("x-psn-span-id", "1", 400)]
    public async Task Has_a_trace_and_a_span_of_sixteen_digits(string header, string value, int status)
    {
        HttpRequestMessage request = new(HttpMethod.Get, Client.Address(PsnFlow.Api, Summary));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + await AccessAsync());
        request.Headers.TryAddWithoutValidation("x-psn-request-id", PsnFlow.NewId());
        request.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(status, (int)(await Client.SendAsync(request)).Status);
    }

    [Fact]
    public async Task That_a_fault_answered_has_used_its_id_up()
    {
        string access = await AccessAsync();
        string id = PsnFlow.NewId();
        Emulator.Faults.Add(new Fault { At = "api", Status = 503 });

        Assert.Equal(503, (int)(await Client.PsnGetAsync(PsnFlow.Api, Summary, access, id)).Status);
        Assert.Equal(400, (int)(await Client.PsnGetAsync(PsnFlow.Api, Summary, access, id)).Status);
    }

    [Fact]
    public async Task Shows_a_token_that_is_good()
    {
        string access = await AccessAsync();

        Assert.Equal((401, 2241025, "Invalid token"), (await Client.PsnGetAsync(PsnFlow.Api, Summary, null)).NpError());
        Assert.Equal((401, 2241025, "Invalid token"), (await Client.PsnGetAsync(PsnFlow.Api, Summary, access + "x")).NpError());
        Assert.Equal(1, Emulator.Psn.ExpireNow(PsnTokenKind.Access));
        Assert.Equal((401, 2241025, "Invalid token"), (await Client.PsnGetAsync(PsnFlow.Api, Summary, access)).NpError());
        Assert.Equal("the access token is expired", LastNote);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(401, (int)(await Client.PsnGetAsync(PsnFlow.Devices, "/api/v1/devices/accounts/me", access, withId: false)).Status);
    }

    [Fact]
    public async Task Beyond_the_quota_is_told_when_the_next_one_is_taken()
    {
        string access = await AccessAsync();
        for (int request = 0; request < 4; request++) { await Client.PsnGetAsync(PsnFlow.Api, Summary, access); }

        WireAnswer refused = await Client.PsnGetAsync(PsnFlow.Api, Summary, access);

        Assert.Equal((429, 2122251, "Rate limit exceeded"), refused.NpError());
        Assert.Equal(Text(Time.GetUtcNow().AddMinutes(1)), refused.Header("X-RateLimit-Next-Available"));
        Assert.Null(refused.Header("Retry-After"));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await Client.PsnGetAsync(PsnFlow.Api, Summary, access)).Status);
    }

    [Fact]
    public async Task May_meet_a_fault_in_the_words_of_its_host()
    {
        string access = await AccessAsync();
        Emulator.Faults.Add(Fault.TooManyRequests("psn.summary", TimeSpan.FromSeconds(30)));
        Emulator.Faults.Add(Fault.EdgeForbidden("api", times: 1) with { From = 2 });
        Emulator.Faults.Add(Fault.TooManyRequests("account", TimeSpan.FromSeconds(5)));
        Emulator.Faults.Add(new Fault { At = "psn.refresh", OAuthError = "invalid_grant", From = 2 });
        Emulator.Faults.Add(new Fault { At = "community", Status = 429 });

        WireAnswer limited = await Client.PsnGetAsync(PsnFlow.Api, Summary, access);
        WireAnswer edge = await Client.PsnGetAsync(PsnFlow.Api, Summary, access);
        WireAnswer account = await Client.PsnRefreshAsync("x");
        WireAnswer dead = await Client.PsnRefreshAsync("x");
        WireAnswer legacy = await Client.PsnGetAsync(PsnFlow.Community, "/userProfile/v1/users/me/profile2", access);

        Assert.Equal((429, 2122251, "Rate limit exceeded"), limited.NpError());
        Assert.Equal((Text(Time.GetUtcNow().AddSeconds(30)), null), (limited.Header("X-RateLimit-Next-Available"), limited.Header("Retry-After")));
        Assert.Equal((403, "text/html"), ((int)edge.Status, edge.Message.Content.Headers.ContentType!.MediaType));
        Assert.Contains("Access Denied", edge.Text, StringComparison.Ordinal);
        Assert.Equal((429, "text/html"), ((int)account.Status, account.Message.Content.Headers.ContentType!.MediaType));
        Assert.Equal((400, "invalid_grant", 4159), dead.AccountError());
        Assert.Equal((429, null), ((int)legacy.Status, legacy.Json["error"]!["referenceId"]));
    }

    [Fact]
    public void Is_reached_by_a_fault_at_every_step()
    {
        string[] steps =
        [
            "psn.authorize", "psn.sign-in", "psn.code", "psn.refresh", "psn.sso", "psn.client-credentials", "psn.token", "psn.ssocookie", "psn.titles", "psn.groups", "psn.trophies",
            "psn.earned-groups", "psn.earned", "psn.summary", "psn.presence", "psn.presences", "psn.friends", "psn.profile", "psn.profile2", "psn.devices",
            "psn.parties", "psn.parties-by-id", "psn.invitations", "psn.party-create", "psn.party-rename", "psn.party-join", "psn.party-ready", "psn.party-leave", "psn.party-invite",
            "psn.party-bridge", "psn.party-message", "psn.bridge-create", "psn.bridge-read", "psn.bridge-drop", "psn.peer-add", "psn.peer-offer", "psn.peer-answer", "psn.peer-drop",
            "psn.push-address", "psn.push-connect", "psn.push-event",
            "account", "signin", "api", "community", "profiles", "push",
        ];

        foreach (string step in steps) { Emulator.Faults.Add(new Fault { At = step, Status = 500 }); }

        Assert.Equal(steps.Length, Emulator.Faults.Waiting);
    }

    private static string Text(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
